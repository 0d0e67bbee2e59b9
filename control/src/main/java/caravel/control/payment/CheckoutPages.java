package caravel.control.payment;

import caravel.control.db.Db;
import caravel.control.money.InvoiceId;
import caravel.control.money.Money;
import caravel.control.money.PaymentRail;
import caravel.control.money.Rate;
import caravel.control.payment.CardProcessor.Checkout;
import caravel.control.payment.CardProcessor.CheckoutOpened;
import caravel.control.payment.CardProcessor.CustomerMade;
import caravel.control.payment.CardProcessor.PortalOpened;
import caravel.control.payment.IncomingPayment.Source;
import caravel.control.payment.PayableInvoices.PayableInvoice;
import caravel.control.payment.PayableInvoices.PaymentEvent;
import caravel.control.payment.PaymentAttempt.State;
import caravel.control.problem.Problem;
import caravel.control.problem.ProblemException;
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

/// The card processor's pages: opens the page on which an invoice is paid, looks it up, and closes
/// it. A refusal is thrown as a [Problem].
public final class CheckoutPages {
  private static final Logger LOG = LoggerFactory.getLogger(CheckoutPages.class);
  private static final String NO_ANSWER =
      "The card processor isn’t responding right now. Try again in a minute; nothing is lost.";
  private static final Duration PAGE_OPEN = Duration.ofHours(23);

  /// A repeated request within this time opens the same page, in case the first answer was lost.
  private static final Duration PAGE_GRID = Duration.ofMinutes(10);

  /// A page that expires sooner is not shown again.
  private static final Duration SHOWN_MIN = Duration.ofMinutes(1);

  private final Db db;
  private final PriceConverter prices;
  private final PayableInvoices invoices;
  private final TenantDesk tenants;
  private final InstantSource wall;
  private final PaymentAttemptStore store = new PaymentAttemptStore();

  public CheckoutPages(
      Db db,
      PriceConverter prices,
      PayableInvoices invoices,
      TenantDesk tenants,
      InstantSource wall) {
    this.db = db;
    this.prices = prices;
    this.invoices = invoices;
    this.tenants = tenants;
    this.wall = wall;
  }

  /// Opens a page on which an invoice can be paid by card, or finds the open one.
  ///
  /// @return its address; empty = the invoice is paid or void
  public Optional<String> open(InvoiceId id, String returnUrl) {
    var cards = processor();
    var invoice =
        db.<Optional<PayableInvoice>>read(tx -> invoices.find(tx, id))
            .orElseThrow(() -> Problem.notFound().asException());
    if (!invoice.isOpen()) {
      return Optional.empty();
    }
    if (invoice.blockedBy() != null) {
      throw busy();
    }
    var known = stillOpen(id);
    if (known.isPresent()) {
      return known.map(page -> page.reference().instrument());
    }
    var price = prices.onCard(invoice.total()).orElseThrow(() -> unpriced(invoice).asException());
    var customer =
        switch (customer(cards, invoice.tenant())) {
          case CustomerMade.Known(var found) -> found;
          case CustomerMade.Unknown(var why) -> throw silent(invoice, why, NO_ANSWER).asException();
        };
    var wanted = wanted(invoice, customer, price.amount(), returnUrl);
    return switch (cards.openCheckout(wanted)) {
      case CheckoutOpened.Open(var session, var url, var until) -> {
        var reference = new PaymentAttempt.Reference(session, customer, url);
        yield keep(page(invoice, reference, price.amount(), until), price.rate());
      }
      case CheckoutOpened.Refused(var why) -> throw unavailable(why, NO_ANSWER).asException();
      case CheckoutOpened.Unknown(var why) -> throw silent(invoice, why, NO_ANSWER).asException();
    };
  }

  private CardProcessor.CheckoutWanted wanted(
      PayableInvoice invoice, String customer, Money amount, String returnUrl) {
    var id = invoice.id();
    var number = db.<Long>read(tx -> store.pages(tx, id));
    var plan = db.<String>read(tx -> store.planOf(tx, id));
    return new CardProcessor.CheckoutWanted(
        id.value() + ":" + number,
        customer,
        new CardProcessor.Purchase(id.value(), amount, plan, "Invoice " + id.value()),
        returnUrl,
        roundToGrid(wall.instant()).plus(PAGE_OPEN));
  }

  private PaymentAttempt page(
      PayableInvoice invoice, PaymentAttempt.Reference reference, Money amount, Instant until) {
    var now = wall.instant();
    return new PaymentAttempt(
        reference.externalId(),
        invoice.id(),
        PaymentRail.CHECKOUT,
        reference,
        new PaymentAttempt.Price(amount.amount(), invoice.total().amount()),
        new PaymentAttempt.Lifetime(now, until),
        new PaymentAttempt.Progress(State.OPEN, now, 0, null),
        PaymentAttempt.Findings.NONE);
  }

  /// Stores a page that was opened. It is not shown if the invoice was closed, or another payment
  /// began, since it was requested.
  private Optional<String> keep(PaymentAttempt page, @Nullable Rate rate) {
    var invoice =
        db.<PayableInvoice>inTx(tx -> {
          if (store.find(tx, page.id()).isEmpty()) {
            store.insert(tx, page, rate);
          }
          return invoices.find(tx, page.invoice()).orElseThrow();
        });
    if (!invoice.isOpen()) {
      return Optional.empty();
    }
    if (invoice.blockedBy() != null) {
      throw busy();
    }
    return Optional.of(page.reference().instrument());
  }

  private static Instant roundToGrid(Instant now) {
    var grid = PAGE_GRID.toSeconds();
    return Instant.ofEpochSecond(now.getEpochSecond() / grid * grid);
  }

  private Optional<PaymentAttempt> stillOpen(InvoiceId id) {
    var until = wall.instant().plus(SHOWN_MIN);
    return openPages(id).stream().filter(page -> page.expiresAt().isAfter(until)).findFirst();
  }

  private List<PaymentAttempt> openPages(InvoiceId id) {
    return db.<List<PaymentAttempt>>read(tx -> store.unresolved(tx, id)).stream()
        .filter(attempt -> attempt.rail() == PaymentRail.CHECKOUT)
        .toList();
  }

  /// Closes the open pages of an invoice before an automatic attempt, so that it is not paid twice
  /// (M8).
  ///
  /// @return [Look#ENDED] = no page can be paid any more. [Look#PAID], [Look#UNKNOWN] and
  ///   [Look#SILENT] were reported; no attempt may begin then
  Look expire(InvoiceId id) {
    for (var page : openPages(id)) {
      var look = expire(page);
      if (look == Look.SILENT) {
        report(id, new PaymentEvent.Unanswered());
      }
      if (look != Look.ENDED) {
        return look;
      }
    }
    return Look.ENDED;
  }

  /// Looks up a page. The page of a closed invoice is expired, so that it cannot be paid.
  Look lookUp(PaymentAttempt page) {
    var isOpen =
        db.<Optional<PayableInvoice>>read(tx -> invoices.find(tx, page.invoice()))
            .filter(PayableInvoice::isOpen)
            .isPresent();
    var cards = prices.rails().cards();
    if (cards == null) {
      return railRemoved(page);
    }
    return isOpen ? take(page, cards.lookUpCheckout(page.reference().externalId())) : expire(page);
  }

  private Look expire(PaymentAttempt page) {
    var cards = prices.rails().cards();
    return cards == null
        ? railRemoved(page)
        : take(page, cards.expireCheckout(page.reference().externalId()));
  }

  /// Looks up and closes a page that ended while its processor was not configured.
  ///
  /// @return whether the processor has answered
  boolean recover(PaymentAttempt page) {
    var cards = prices.rails().cards();
    return cards != null
        && switch (cards.expireCheckout(page.reference().externalId())) {
          case Checkout.Paid(var intentId, var received, _) ->
              paid(page, intentId, received) == Look.PAID;
          case Checkout.Expired _, Checkout.Missing _ -> true;
          case Checkout.Open _, Checkout.Processing _, Checkout.Unknown _ -> false;
        };
  }

  private Look take(PaymentAttempt page, Checkout answer) {
    return switch (answer) {
      case Checkout.Paid(var intentId, var received, _) -> paid(page, intentId, received);
      case Checkout.Open _ -> Look.OPEN;
      case Checkout.Processing _ -> processing(page);
      case Checkout.Expired _, Checkout.Missing _ -> end(page, State.EXPIRED, "");
      case Checkout.Unknown _ -> Look.SILENT;
    };
  }

  private Look paid(PaymentAttempt page, String intentId, Money received) {
    db.inTx(tx -> {
      store.settle(tx, page.id(), wall.instant());
      invoices.settled(
          tx,
          new IncomingPayment(
              "card:" + intentId,
              page.invoice(),
              page.worthOf(received.amount(), page.price().amount()),
              Source.CARD,
              received.amount()));
      return true;
    });
    return Look.PAID;
  }

  /// The person has completed the page, and the payment is not decided yet.
  private Look processing(PaymentAttempt page) {
    if (page.state() != State.UNKNOWN) {
      db.inTx(tx -> {
        store.move(tx, page.id(), State.UNKNOWN, wall.instant(), wall.instant());
        invoices.report(tx, page.invoice(), new PaymentEvent.OutcomeUnknown(PaymentRail.CHECKOUT));
        return true;
      });
    }
    return Look.UNKNOWN;
  }

  private Look end(PaymentAttempt page, State state, String reason) {
    db.inTx(tx -> {
      if (store.end(tx, page.id(), state, reason, wall.instant()) && page.state().isBlocking()) {
        invoices.report(tx, page.invoice(), new PaymentEvent.CheckoutFailed());
      }
      return true;
    });
    return Look.ENDED;
  }

  /// Handles a page whose processor is no longer configured: it ends by the platform's clock (M5).
  /// Until then a page that can still be paid counts as open, which delays nothing else.
  private Look railRemoved(PaymentAttempt page) {
    if (wall.instant().isBefore(page.expiresAt().plus(Bolt11.LATE_MAX))) {
      return page.state().isBlocking() ? Look.UNKNOWN : Look.ENDED;
    }
    LOG.warn(
        "The checkout page {} of invoice {} was ended unseen: its card processor is no longer"
            + " configured.",
        page.id(),
        page.invoice());
    return end(page, State.EXPIRED, PaymentAttempt.RAIL_REMOVED);
  }

  /// The processor's page on which a tenant changes cards.
  ///
  /// @return its address
  public String portal(PublicKey tenant, String returnUrl) {
    var cards = processor();
    return switch (customer(cards, tenant)) {
      case CustomerMade.Unknown(var why) -> throw unavailable(why, NO_ANSWER).asException();
      case CustomerMade.Known(var customer) ->
          switch (cards.portal(customer, returnUrl)) {
            case PortalOpened.Open(var url) -> url;
            case PortalOpened.Refused(var why) -> throw unavailable(why, NO_ANSWER).asException();
            case PortalOpened.Unknown(var why) -> throw unavailable(why, NO_ANSWER).asException();
          };
    };
  }

  /// The processor's id of a tenant, created once.
  private CustomerMade customer(CardProcessor cards, PublicKey tenant) {
    var known =
        db.<Optional<Tenant>>read(tx -> tenants.find(tx, tenant))
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
        var account = tenants.find(tx, tenant).orElseThrow().account();
        var card = account.card();
        var link =
            new Account.CardLink(
                id, card.paymentMethodId(), card.brand(), card.last4(), card.error());
        tenants.keep(tx, tenant, account.with(link));
        return true;
      });
    }
    return made;
  }

  private CardProcessor processor() {
    var cards = prices.rails().cards();
    if (cards == null) {
      throw disabled();
    }
    return cards;
  }

  private Problem unpriced(PayableInvoice invoice) {
    return prices.lacksRate(invoice.total())
        ? silent(
            invoice,
            "there is no fresh price of a bitcoin",
            "We can’t get the bitcoin price right now, so we can’t charge a card. Try again in a few"
                + " minutes.")
        : new Problem.Conflict(
            "conflict", "This amount can’t be paid by card. Pay it over Lightning.");
  }

  /// Reports that the platform could not take the payment, so that the tenant is not paused for it.
  private Problem silent(PayableInvoice invoice, String why, String sentence) {
    report(invoice.id(), new PaymentEvent.Unanswered());
    return unavailable(why, sentence);
  }

  private void report(InvoiceId id, PaymentEvent event) {
    db.inTx(tx -> {
      invoices.report(tx, id, event);
      return true;
    });
  }

  /// @param why for the operator
  static Problem unavailable(String why, String sentence) {
    LOG.warn("cards are not available: {}", why);
    return new Problem.Unavailable("wallet-unavailable", sentence);
  }

  static Problem unavailable(String why) {
    return unavailable(why, NO_ANSWER);
  }

  /// The rail is not configured.
  public static ProblemException disabled() {
    return new Problem.Conflict(
            "payments-disabled", "This server doesn’t take this kind of payment.")
        .asException();
  }

  /// Another attempt of the invoice is under way or unknown.
  public static ProblemException busy() {
    return new Problem.Conflict(
            "conflict",
            "A payment for this invoice is on its way. Wait until it has arrived or failed before you"
                + " try again.")
        .asException();
  }
}
