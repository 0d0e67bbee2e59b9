package caravel.control.payment;

import caravel.control.db.Db;
import caravel.control.db.Tx;
import caravel.control.money.Currency;
import caravel.control.money.InvoiceId;
import caravel.control.money.Money;
import caravel.control.money.PaymentRail;
import caravel.control.payment.CardProcessor.Charged;
import caravel.control.payment.CardProcessor.ChargesFound;
import caravel.control.payment.CardProcessor.Intent;
import caravel.control.payment.PayableInvoices.PayableInvoice;
import caravel.control.payment.PayableInvoices.PaymentEvent;
import caravel.control.payment.PaymentAttempt.State;
import caravel.control.tenant.Account;
import caravel.control.tenant.TenantDesk;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Charges saved cards, looks up the outcome of each charge, and cancels charges that are no longer
/// wanted.
public final class CardCharges {
  private static final Logger LOG = LoggerFactory.getLogger(CardCharges.class);

  /// A charge requested longer ago is known to the processor, or was never made.
  private static final Duration ON_ITS_WAY_MAX = Duration.ofHours(1);

  private static final String NOT_DECIDED =
      "Your bank didn’t confirm the payment. Try again, or use another card.";

  private final Db db;
  private final PriceConverter prices;
  private final PayableInvoices invoices;
  private final TenantDesk tenants;
  private final CheckoutPages pages;
  private final InstantSource wall;
  private final ChargeOutcomes outcomes;
  private final MissingCharges missing;
  private final PaymentAttemptStore store = new PaymentAttemptStore();
  private final ChargeKeyStore keys = new ChargeKeyStore();

  public CardCharges(
      Db db,
      PriceConverter prices,
      PayableInvoices invoices,
      TenantDesk tenants,
      CheckoutPages pages,
      InstantSource wall) {
    this.db = db;
    this.prices = prices;
    this.invoices = invoices;
    this.tenants = tenants;
    this.pages = pages;
    this.wall = wall;
    this.outcomes = new ChargeOutcomes(db, invoices, wall);
    this.missing = new MissingCharges(db, prices, invoices, tenants, wall);
  }

  /// The next step of charging a card.
  private sealed interface Plan {
    /// @param row stored before the processor is called
    record Charge(PaymentAttempt row) implements Plan {}

    /// The invoice no longer needs the charge.
    record Overtaken() implements Plan {}

    /// The tenant has no saved card, or the amount cannot be charged to a card.
    record NoCard() implements Plan {}

    /// No processor or exchange rate is available, which is the platform's fault.
    record NoPrice() implements Plan {}
  }

  /// Charges the saved card for an invoice, after the open checkout page is closed (M8). Every
  /// outcome is reported.
  public void charge(InvoiceId id) {
    switch (pages.expire(id)) {
      case PAID, UNKNOWN -> {}
      case SILENT -> outcomes.report(id, new PaymentEvent.NoCharge());
      case ENDED, OPEN, ENDING -> {
        if (underWay(id) || missing.take(id)) {
          chargeNow(id);
        }
      }
    }
  }

  private void chargeNow(InvoiceId id) {
    switch (db.<Plan>inTx(tx -> plan(tx, id))) {
      case Plan.Charge(var row) -> request(row);
      case Plan.Overtaken _ -> {}
      case Plan.NoCard _ -> outcomes.report(id, new PaymentEvent.NoCharge());
      case Plan.NoPrice _ -> outcomes.cannotCharge(id);
    }
  }

  /// The charge under way, or a new one.
  private Plan plan(Tx tx, InvoiceId id) {
    var found = invoices.find(tx, id).filter(one -> one.blockedBy() == PaymentRail.CARD);
    if (found.isEmpty()) {
      return new Plan.Overtaken();
    }
    var known = underWay(tx, id);
    if (known.isPresent()) {
      return new Plan.Charge(known.orElseThrow());
    }
    var invoice = found.orElseThrow();
    var card = tenants.find(tx, invoice.tenant()).orElseThrow().account().card();
    if (!card.isSet()) {
      return new Plan.NoCard();
    }
    if (prices.rails().cards() == null || prices.lacksRate(invoice.total())) {
      return new Plan.NoPrice();
    }
    return prices
        .onCard(invoice.total())
        .<Plan>map(priced -> {
          var row = prepared(tx, invoice, card, priced.amount());
          store.insert(tx, row, priced.rate());
          return new Plan.Charge(row);
        })
        .orElseGet(Plan.NoCard::new);
  }

  private boolean underWay(InvoiceId id) {
    return db.<Boolean>read(tx -> underWay(tx, id).isPresent());
  }

  private Optional<PaymentAttempt> underWay(Tx tx, InvoiceId id) {
    return store.unresolved(tx, id).stream()
        .filter(attempt -> attempt.rail() == PaymentRail.CARD)
        .findFirst();
  }

  private PaymentAttempt prepared(
      Tx tx, PayableInvoice invoice, Account.CardLink card, Money amount) {
    var charge = amount.amount() + " " + card.customerId() + " " + card.paymentMethodId();
    var reference = new PaymentAttempt.Reference("", card.customerId(), card.paymentMethodId());
    return new PaymentAttempt(
        keys.next(tx, invoice.id(), charge),
        invoice.id(),
        PaymentRail.CARD,
        reference,
        new PaymentAttempt.Price(amount.amount(), invoice.total().amount()),
        new PaymentAttempt.Lifetime(tx.now(), null),
        new PaymentAttempt.Progress(State.PREPARED, wall.instant(), 0, null),
        PaymentAttempt.Findings.NONE);
  }

  /// Requests a charge from the processor. A repeated request under the same key is the same
  /// charge.
  private Look request(PaymentAttempt row) {
    var processor = prices.rails().cards();
    if (processor == null) {
      return railRemoved(row);
    }
    var isNew = row.state() == State.PREPARED;
    if (isNew) {
      db.inTx(tx -> {
        store.move(tx, row.id(), State.ASKED, wall.instant(), wall.instant());
        return true;
      });
    }
    var id = row.invoice().value();
    var wanted =
        new CardProcessor.ChargeWanted(
            row.id(),
            new CardProcessor.Card(row.reference().account(), row.reference().instrument()),
            new Money(row.price().amount(), Currency.USD),
            row.price().worth(),
            id,
            "Invoice " + id,
            row.lifetime().createdAt());
    return switch (processor.charge(wanted)) {
      case Charged.Succeeded(var intentId, var collected) ->
          outcomes.succeeded(row, intentId, collected);
      case Charged.Declined(var intentId, var sentence, var code) -> {
        outcomes.known(row, intentId);
        yield outcomes.failed(row, code, new PaymentEvent.CardDeclined(sentence));
      }
      case Charged.ActionRequired(var intentId, var sentence, _) ->
          outcomes.cancelling(row, intentId, sentence);
      case Charged.Processing(var intentId) -> {
        outcomes.known(row, intentId);
        yield outcomes.unknown(row);
      }
      case Charged.NotAsked _ when isNew ->
          outcomes.failed(row, "not_asked", new PaymentEvent.NotMade());
      // An earlier request may have charged the card.
      case Charged.NotAsked _ -> outcomes.unknown(row);
      case Charged.Unknown _ -> {
        outcomes.report(row.invoice(), new PaymentEvent.Unanswered());
        yield outcomes.unknown(row);
      }
    };
  }

  /// Looks up a charge. A charge without the processor's id is requested again under the same key,
  /// as long as its invoice needs it. A charge of a closed invoice, or one that requires an action,
  /// is cancelled.
  Look lookUp(PaymentAttempt row) {
    var processor = prices.rails().cards();
    if (processor == null) {
      return railRemoved(row);
    }
    var invoice = db.<Optional<PayableInvoice>>read(tx -> invoices.find(tx, row.invoice()));
    var isWanted = invoice.filter(one -> one.blockedBy() == PaymentRail.CARD).isPresent();
    if (row.state() == State.PREPARED) {
      return isWanted
          ? Look.UNKNOWN
          : outcomes.failed(row, "not_asked", new PaymentEvent.NotMade());
    }
    var intentId = row.reference().externalId();
    if (intentId.isEmpty()) {
      return isWanted ? request(row) : find(processor, row);
    }
    var isUnwanted = !row.findings().sentence().isEmpty() || !isWanted;
    var answer = isUnwanted ? processor.cancel(intentId) : processor.lookUpIntent(intentId);
    return take(row, answer);
  }

  /// Cancels a charge that ended while its processor was not configured.
  ///
  /// @return whether the processor has answered
  boolean recover(PaymentAttempt row) {
    var processor = prices.rails().cards();
    if (processor == null) {
      return false;
    }
    var intentId = row.reference().externalId();
    if (intentId.isEmpty()) {
      return find(processor, row) != Look.SILENT;
    }
    return switch (processor.cancel(intentId)) {
      case Intent.Succeeded(var id, var collected, _) ->
          outcomes.succeeded(row, id, collected) == Look.PAID;
      case Intent.Failed _, Intent.Cancelled _, Intent.Missing _ -> true;
      case Intent.ActionRequired _, Intent.Processing _, Intent.Unknown _ -> false;
    };
  }

  private Look take(PaymentAttempt row, Intent answer) {
    return switch (answer) {
      case Intent.Succeeded(var intentId, var collected, _) ->
          outcomes.succeeded(row, intentId, collected);
      case Intent.Failed(var sentence, var code) ->
          outcomes.failed(row, code, new PaymentEvent.CardDeclined(sentence));
      case Intent.Cancelled _ -> {
        var sentence = row.findings().sentence();
        yield outcomes.failed(
            row,
            "canceled",
            new PaymentEvent.CardDeclined(sentence.isEmpty() ? NOT_DECIDED : sentence));
      }
      case Intent.Missing _ -> outcomes.failed(row, "missing", new PaymentEvent.NoCharge());
      case Intent.ActionRequired(var sentence) ->
          outcomes.cancelling(row, row.reference().externalId(), sentence);
      case Intent.Processing _ -> outcomes.unknown(row);
      case Intent.Unknown _ -> Look.SILENT;
    };
  }

  /// Finds a charge whose id the processor never returned and that its invoice no longer needs.
  private Look find(CardProcessor processor, PaymentAttempt row) {
    var since = row.lifetime().createdAt();
    return switch (processor.listCharges(row.reference().account(), since)) {
      case ChargesFound.Unknown _ -> Look.SILENT;
      case ChargesFound.Found(var charges) -> {
        var made = charges.stream().filter(charge -> charge.key().equals(row.id())).findFirst();
        if (made.isPresent()) {
          outcomes.known(row, made.orElseThrow().intentId());
          yield take(row, processor.cancel(made.orElseThrow().intentId()));
        }
        yield wall.instant().isBefore(since.plus(ON_ITS_WAY_MAX))
            ? Look.UNKNOWN
            : outcomes.failed(row, "missing", new PaymentEvent.NoCharge());
      }
    };
  }

  /// The processor is no longer configured: the charge ends by the platform's clock (M5).
  private Look railRemoved(PaymentAttempt row) {
    if (wall.instant().isBefore(row.expiresAt().plus(Bolt11.LATE_MAX))) {
      return Look.UNKNOWN;
    }
    LOG.warn(
        "The card charge {} of invoice {} was ended unseen: its card processor is no longer"
            + " configured.",
        row.id(),
        row.invoice());
    return outcomes.failed(row, PaymentAttempt.RAIL_REMOVED, new PaymentEvent.NoCharge());
  }
}
