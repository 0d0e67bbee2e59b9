package caravel.control.payment;

import caravel.control.db.Db;
import caravel.control.db.Tx;
import caravel.control.money.InvoiceId;
import caravel.control.money.PaymentRail;
import caravel.control.payment.CardProcessor.Happening;
import caravel.control.payment.CardProcessor.ReversalsFound;
import caravel.control.payment.CardProcessor.SavedCard;
import caravel.control.payment.CardProcessor.Webhook;
import caravel.control.payment.IncomingPayment.Source;
import caravel.control.payment.PayableInvoices.PayableInvoice;
import caravel.control.payment.PayableInvoices.PaymentEvent;
import caravel.control.payment.PaymentAttempt.State;
import java.time.InstantSource;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Handles each event of the card processor once. Events come in any order, twice, late, and about
/// objects that are not the platform's.
public final class CardEvents {
  private static final Logger LOG = LoggerFactory.getLogger(CardEvents.class);

  private final Db db;
  private final PaymentRails rails;
  private final PayableInvoices invoices;
  private final SavedCards saved;
  private final InstantSource wall;
  private final Runnable wake;
  private final PaymentAttemptStore store = new PaymentAttemptStore();
  private final CardEventStore events = new CardEventStore();

  /// @param wake called when there may be something to collect
  public CardEvents(
      Db db,
      PaymentRails rails,
      PayableInvoices invoices,
      SavedCards saved,
      InstantSource wall,
      Runnable wake) {
    this.db = db;
    this.rails = rails;
    this.invoices = invoices;
    this.saved = saved;
    this.wall = wall;
    this.wake = wake;
  }

  /// Handles a webhook.
  ///
  /// @return whether it came from the processor
  public boolean take(String payload, String signature) {
    var cards = rails.cards();
    if (cards == null) {
      return false;
    }
    return switch (cards.readWebhook(payload, signature)) {
      case Webhook.BadSignature _, Webhook.Malformed _ -> false;
      case Webhook.Event event -> {
        take(cards, event);
        yield true;
      }
    };
  }

  private void take(CardProcessor cards, Webhook.Event event) {
    var happening = event.happening();
    var read = readAfter(cards, happening);
    var reversals = reversalsAfter(cards, happening);
    var isNew =
        db.<Boolean>inTx(tx -> {
          if (!events.isNewEvent(tx, event.eventId(), event.type())) {
            return false;
          }
          take(tx, happening);
          read.ifPresent(answer -> saved.keep(tx, answer));
          reversals.ifPresent(found -> invoices.reversed(tx, found));
          return true;
        });
    if (!isNew) {
      return;
    }
    wake.run();
    if (happening instanceof Happening.CheckoutPaid(_, _, _, var invoice)) {
      db.<Optional<PayableInvoice>>read(tx -> invoices.find(tx, new InvoiceId(invoice)))
          .ifPresent(known -> saved.refreshNow(known.tenant()));
      wake.run();
    }
  }

  /// Reads the saved card before the transaction if the event is about a changed card. If the
  /// processor does not answer, the event is refused, so that it is sent again.
  private Optional<SavedCards.Read> readAfter(CardProcessor cards, Happening happening) {
    if (!(happening instanceof Happening.CardChanged(var customer)) || !saved.isOurs(customer)) {
      return Optional.empty();
    }
    var read = saved.read(cards, customer);
    if (read.card() instanceof SavedCard.Unknown(var why)) {
      throw CheckoutPages.unavailable(why).asException();
    }
    return Optional.of(read);
  }

  /// Looks up the refunds and disputes of a payment before the transaction, because the event may
  /// be outdated. If the processor does not answer, the event is refused, so that it is sent again.
  private static Optional<ReversalsFound.Found> reversalsAfter(
      CardProcessor cards, Happening happening) {
    if (!(happening instanceof Happening.PaymentReversed(var intentId))) {
      return Optional.empty();
    }
    return switch (cards.findReversals(intentId)) {
      case ReversalsFound.Found found -> Optional.of(found);
      case ReversalsFound.Unknown(var why) -> throw CheckoutPages.unavailable(why).asException();
    };
  }

  private void take(Tx tx, Happening happening) {
    switch (happening) {
      case Happening.CheckoutPaid paid -> checkoutPaid(tx, paid);
      case Happening.IntentSucceeded succeeded -> intentSucceeded(tx, succeeded);
      case Happening.CheckoutExpired(var session) -> ended(tx, session, State.EXPIRED);
      case Happening.CheckoutFailed(var session) -> ended(tx, session, State.FAILED);
      case Happening.CheckoutProcessing(var session) ->
          store.findByExternalId(tx, session).ifPresent(page -> lookSoon(tx, page));
      case Happening.IntentFailed(var intentId, _, var key) ->
          charge(tx, key, intentId).ifPresent(row -> lookSoon(tx, row));
      case Happening.CardChanged _, Happening.PaymentReversed _, Happening.Other _ -> {}
    }
  }

  private void checkoutPaid(Tx tx, Happening.CheckoutPaid paid) {
    var page = store.findByExternalId(tx, paid.sessionId());
    page.ifPresent(known -> store.settle(tx, known.id(), wall.instant()));
    var id = page.map(PaymentAttempt::invoice).orElseGet(() -> new InvoiceId(paid.invoiceId()));
    // The row of a page that was just opened may be missing. Such a page is priced at the total.
    var price = page.map(PaymentAttempt::price).or(() -> openPage(tx, id));
    var received = paid.received().amount();
    var requested = price.map(PaymentAttempt.Price::amount).orElse(received);
    var worth = price.map(PaymentAttempt.Price::worth).or(() -> total(tx, id)).orElse(0L);
    arrived(tx, id, paid.intentId(), IncomingPayment.share(worth, received, requested), received);
  }

  private Optional<PaymentAttempt.Price> openPage(Tx tx, InvoiceId id) {
    return store.unresolved(tx, id).stream()
        .filter(attempt -> attempt.rail() == PaymentRail.CHECKOUT)
        .reduce((_, last) -> last)
        .map(PaymentAttempt::price);
  }

  private Optional<Long> total(Tx tx, InvoiceId id) {
    return invoices.find(tx, id).map(invoice -> invoice.total().amount());
  }

  private void intentSucceeded(Tx tx, Happening.IntentSucceeded succeeded) {
    var intentId = succeeded.intentId();
    var row = charge(tx, succeeded.key(), intentId);
    if (row.isEmpty() && succeeded.key().isEmpty()) {
      return; // A page is reported by its own event and look-ups, with its own price.
    }
    row.ifPresent(known -> {
      store.intentKnown(tx, known.id(), intentId);
      store.settle(tx, known.id(), wall.instant());
    });
    var id = row.map(PaymentAttempt::invoice).orElseGet(() -> new InvoiceId(succeeded.invoiceId()));
    var received = succeeded.collected().received().amount();
    var requested = succeeded.collected().asked().amount();
    var worth = row.map(known -> known.price().worth()).or(() -> total(tx, id)).orElse(0L);
    arrived(tx, id, intentId, IncomingPayment.share(worth, received, requested), received);
  }

  private void arrived(Tx tx, InvoiceId id, String intentId, long worth, long received) {
    if (invoices.find(tx, id).isEmpty()) {
      LOG.info("The card processor reported a payment for an invoice that does not exist here.");
      return;
    }
    invoices.settled(
        tx, new IncomingPayment(IncomingPayment.CARD + intentId, id, worth, Source.CARD, received));
  }

  private void ended(Tx tx, String session, State state) {
    store
        .findByExternalId(tx, session)
        .ifPresent(page -> {
          if (store.end(tx, page.id(), state, "", wall.instant()) && page.state().isBlocking()) {
            invoices.report(tx, page.invoice(), new PaymentEvent.CheckoutFailed());
          }
        });
  }

  private Optional<PaymentAttempt> charge(Tx tx, String key, String intentId) {
    return store.find(tx, key).or(() -> store.findByExternalId(tx, intentId));
  }

  private void lookSoon(Tx tx, PaymentAttempt attempt) {
    store.schedule(tx, attempt.id(), 0, wall.instant());
  }
}
