package caravel.control.billing;

import caravel.control.billing.CardStore.Page;
import caravel.control.billing.core.Collection.Fact;
import caravel.control.billing.core.InvoiceId;
import caravel.control.db.Db;
import caravel.control.db.Tx;
import caravel.control.money.Money;
import caravel.control.money.Rate;
import caravel.control.payment.CardProcessor;
import caravel.control.payment.CardProcessor.CheckoutOpened;
import caravel.control.payment.CardProcessor.CustomerMade;
import caravel.control.payment.CardProcessor.Happening;
import caravel.control.payment.CardProcessor.PortalOpened;
import caravel.control.payment.CardProcessor.SavedCard;
import caravel.control.payment.CardProcessor.Webhook;
import caravel.control.problem.Problem;
import caravel.control.tenant.Account;
import caravel.control.tenant.Tenant;
import caravel.control.tenant.TenantDesk;
import caravel.nostr.PublicKey;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Everything that people and the processor do about cards. A refusal is thrown as the [Problem]
/// that it is.
final class CardDesk {
  private static final Logger LOG = LoggerFactory.getLogger(CardDesk.class);
  private static final String NO_ANSWER =
      "The card processor isn’t responding right now. Try again in a minute; nothing is lost.";
  private static final Duration PAGE_OPEN = Duration.ofHours(23);
  private static final Duration PAGE_GRID = Duration.ofMinutes(10);

  private final Db db;
  private final PriceConverter priceConverter;
  private final Dunning dunning;
  private final Lookout lookout;
  private final PaymentActions payments;
  private final Around around;
  private final SavedCards saved;
  private final CardStore store = new CardStore();

  /// @param wall the clock on the wall, by which pages expire
  /// @param billing by which invoices are due
  /// @param wake called when there is something to collect
  record Around(TenantDesk tenants, InstantSource wall, InstantSource billing, Runnable wake) {}

  CardDesk(
      Db db,
      PriceConverter priceConverter,
      Dunning dunning,
      Lookout lookout,
      PaymentActions payments,
      Around around) {
    this.db = db;
    this.priceConverter = priceConverter;
    this.dunning = dunning;
    this.lookout = lookout;
    this.payments = payments;
    this.around = around;
    this.saved = new SavedCards(db, priceConverter, dunning, around);
  }

  /// Opens a page on which an invoice can be paid by card, or shows the one that is open.
  ///
  /// @return its address
  String checkout(InvoiceId id, String returnUrl) {
    var cards = processor();
    var dun =
        db.<Optional<InvoiceCollection>>read(tx -> dunning.find(tx, id))
            .orElseThrow(() -> Problem.notFound().asException());
    if (!dun.isOpen()) {
      throw payments.closed(id).asException();
    }
    if (dun.collection().isPaying()) {
      throw PaymentActions.busy().asException();
    }
    var open = stillOpen(id);
    if (open.isPresent()) {
      return open.orElseThrow().url();
    }
    var price = priceConverter.onCard(dun.total()).orElseThrow(() -> unpriced(dun).asException());
    var customer =
        switch (customer(cards, dun.tenant())) {
          case CustomerMade.Known(var known) -> known;
          case CustomerMade.Unknown(var why) -> throw silent(dun, why).asException();
        };
    var expiresAt = onTheGrid(around.wall().instant()).plus(PAGE_OPEN);
    var number = db.<Long>read(tx -> store.pages(tx, id));
    var opened =
        cards.openCheckout(
            new CardProcessor.CheckoutWanted(
                id.value() + ":" + number,
                customer,
                new CardProcessor.Purchase(
                    id.value(), price.amount(), planOf(id), "Invoice " + id.value()),
                returnUrl,
                expiresAt));
    return switch (opened) {
      case CheckoutOpened.Open(var session, var url, var until) -> {
        var worth = new CardStore.Price(price.amount(), dun.total().amount());
        yield shown(new Page(session, id, url, worth, until), price.rate());
      }
      case CheckoutOpened.Refused(var why) -> throw unavailable(why).asException();
      case CheckoutOpened.Unknown(var why) -> throw silent(dun, why).asException();
    };
  }

  /// Keeps a page that was opened. While it was, another payment may have begun, or the invoice
  /// have been closed: then nobody is led to it.
  private String shown(Page page, @Nullable Rate rate) {
    var dun =
        db.<InvoiceCollection>inTx(tx -> {
          store.insert(tx, page, rate);
          return dunning.find(tx, page.invoice()).orElseThrow();
        });
    if (!dun.isOpen()) {
      throw payments.closed(page.invoice()).asException();
    }
    if (dun.collection().isPaying()) {
      throw PaymentActions.busy().asException();
    }
    return page.url();
  }

  /// Whoever asks again within minutes, because no answer came, asks for the same page.
  private static Instant onTheGrid(Instant now) {
    var grid = PAGE_GRID.toSeconds();
    return Instant.ofEpochSecond(now.getEpochSecond() / grid * grid);
  }

  /// The one plan that all charges of an invoice are of; `""` = several.
  private String planOf(InvoiceId id) {
    var plans = db.<List<String>>read(tx -> new InvoiceListStore().plans(tx, id));
    return plans.size() == 1 ? plans.getFirst() : "";
  }

  private Optional<Page> stillOpen(InvoiceId id) {
    var now = around.wall().instant();
    return db.<List<Page>>read(tx -> store.openPages(tx, id)).stream()
        .filter(page -> page.expiresAt().isAfter(now.plus(Duration.ofMinutes(1))))
        .findFirst();
  }

  /// The processor's page on which a tenant changes cards.
  ///
  /// @return its address
  String portal(PublicKey tenant, String returnUrl) {
    var cards = processor();
    return switch (customer(cards, tenant)) {
      case CustomerMade.Unknown(var why) -> throw unavailable(why).asException();
      case CustomerMade.Known(var customer) ->
          switch (cards.portal(customer, returnUrl)) {
            case PortalOpened.Open(var url) -> url;
            case PortalOpened.Refused(var why) -> throw unavailable(why).asException();
            case PortalOpened.Unknown(var why) -> throw unavailable(why).asException();
          };
    };
  }

  /// What the processor tells by itself; each event is acted on once.
  ///
  /// @return whether it was from the processor
  boolean webhook(String payload, String signature) {
    var cards = priceConverter.rails().cards();
    if (cards == null) {
      return false;
    }
    return switch (cards.readWebhook(payload, signature)) {
      case Webhook.BadSignature _, Webhook.Malformed _ -> false;
      case Webhook.Event(var id, var type, var happening) -> {
        take(cards, id, type, happening);
        yield true;
      }
    };
  }

  private void take(CardProcessor cards, String event, String type, Happening happening) {
    var read = readAfter(cards, happening);
    var isNew =
        db.<Boolean>inTx(tx -> {
          if (!store.isNew(tx, event, type)) {
            return false;
          }
          take(tx, happening);
          read.ifPresent(answer -> saved.keep(tx, answer));
          return true;
        });
    if (!isNew) {
      return;
    }
    around.wake().run();
    if (happening instanceof Happening.CheckoutPaid(_, _, _, var invoice)) {
      customerOf(new InvoiceId(invoice)).ifPresent(customer -> saved.refresh(cards, customer));
      around.wake().run();
    }
  }

  /// What is asked because of what happened, before the transaction. Without an answer the event is
  /// refused, so that the processor tells it again: a card that somebody saved is not overlooked.
  private Optional<SavedCards.Read> readAfter(CardProcessor cards, Happening happening) {
    if (!(happening instanceof Happening.CardChanged(var customer)) || !saved.isOurs(customer)) {
      return Optional.empty();
    }
    var read = saved.read(cards, customer);
    if (read.card() instanceof SavedCard.Unknown(var why)) {
      throw unavailable(why).asException();
    }
    return Optional.of(read);
  }

  /// Reads the card of a tenant who has come back from the processor's pages, or asks for it.
  void refresh(PublicKey tenant) {
    saved.refresh(tenant);
  }

  private void take(Tx tx, Happening happening) {
    switch (happening) {
      case Happening.CheckoutPaid(var session, var intentId, var received, var invoice) -> {
        var page = store.page(tx, session);
        store.closed(tx, session, "paid");
        var id = page.map(Page::invoice).orElseGet(() -> new InvoiceId(invoice));
        arrived(tx, id, intentId, received, page.map(Page::price).orElse(null));
      }
      case Happening.IntentSucceeded(var intentId, var collected, var invoice, var key) -> {
        var intent = store.byKey(tx, key).or(() -> store.byIntentId(tx, intentId));
        if (intent.isEmpty() && key.isEmpty()) {
          return; // Of a page: its own event and every look-up tell of it, with its own price.
        }
        intent.ifPresent(row -> {
          store.known(tx, row.id(), intentId);
          store.ended(tx, row.id(), "succeeded", "");
        });
        var id = intent.map(CardStore.Intent::invoice).orElseGet(() -> new InvoiceId(invoice));
        var price =
            intent.map(CardStore.Intent::price).map(known -> known.asked(collected.asked()));
        arrived(tx, id, intentId, collected.received(), price.orElse(null));
      }
      case Happening.CheckoutExpired(var session) -> store.closed(tx, session, "expired");
      case Happening.IntentFailed(var intentId, _, var key) ->
          store
              .byKey(tx, key)
              .or(() -> store.byIntentId(tx, intentId))
              .ifPresent(row ->
                  dunning.take(
                      tx, row.invoice(), new Fact.ChargeDecided(around.billing().instant())));
      case Happening.CardChanged _, Happening.Other _ -> {}
    }
  }

  /// @param asked what was asked for; null = our row of it is not written yet
  private void arrived(
      Tx tx, InvoiceId id, String intentId, Money received, CardStore.@Nullable Price asked) {
    var dun = dunning.find(tx, id);
    if (dun.isEmpty()) {
      LOG.info("the card processor told of a payment that is for no invoice of ours");
      return;
    }
    var open = store.openPages(tx, id);
    var price =
        asked != null
            ? asked
            : open.isEmpty()
                ? new CardStore.Price(received, dun.orElseThrow().total().amount())
                : open.getLast().price();
    dunning.arrived(tx, lookout.arrival(id, intentId, price, received));
  }

  private Optional<String> customerOf(InvoiceId id) {
    return db.<Optional<Tenant>>read(
            tx -> dunning.find(tx, id).flatMap(dun -> around.tenants().find(tx, dun.tenant())))
        .map(tenant -> tenant.account().card().customerId())
        .filter(customer -> !customer.isEmpty());
  }

  /// The processor's id of a tenant, asked for once.
  private CustomerMade customer(CardProcessor cards, PublicKey tenant) {
    var known =
        db.<Optional<Tenant>>read(tx -> around.tenants().find(tx, tenant))
            .orElseThrow(() -> Problem.notFound().asException())
            .account()
            .card()
            .customerId();
    if (!known.isEmpty()) {
      return new CustomerMade.Known(known);
    }
    var made = cards.customer(tenant);
    if (made instanceof CustomerMade.Known(var id)) {
      db.inTx(tx -> {
        var account = around.tenants().find(tx, tenant).orElseThrow().account();
        var card = account.card();
        around
            .tenants()
            .keep(
                tx,
                tenant,
                account.with(
                    new Account.CardLink(
                        id, card.paymentMethodId(), card.brand(), card.last4(), card.error())));
        return true;
      });
    }
    return made;
  }

  private CardProcessor processor() {
    var cards = priceConverter.rails().cards();
    if (cards == null) {
      throw PaymentActions.disabled().asException();
    }
    return cards;
  }

  private Problem unpriced(InvoiceCollection dun) {
    return priceConverter.lacksRate(dun.total())
        ? silent(
            dun,
            "there is no fresh price of a bitcoin",
            "We can’t get the bitcoin price right now, so we can’t charge a card. Try again in a few"
                + " minutes.")
        : new Problem.Conflict(
            "conflict", "This amount can’t be paid by card. Pay it over Lightning.");
  }

  private Problem silent(InvoiceCollection dun, String why) {
    return silent(dun, why, NO_ANSWER);
  }

  /// Whoever came to pay and cannot, for our fault, is not paused for it.
  private Problem silent(InvoiceCollection dun, String why, String sentence) {
    lookout.silent(dun.id());
    return unavailable(why, sentence);
  }

  private static Problem unavailable(String why) {
    return unavailable(why, NO_ANSWER);
  }

  /// @param why for the operator
  private static Problem unavailable(String why, String sentence) {
    LOG.warn("cards are not available: {}", why);
    return new Problem.Unavailable("wallet-unavailable", sentence);
  }
}
