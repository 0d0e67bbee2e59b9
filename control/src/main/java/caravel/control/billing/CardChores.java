package caravel.control.billing;

import caravel.control.billing.CardStore.Intent;
import caravel.control.billing.InvoiceCollectionStore.Pending;
import caravel.control.billing.core.Collection;
import caravel.control.billing.core.Collection.Fact;
import caravel.control.db.Db;
import caravel.control.db.Tx;
import caravel.control.payment.CardProcessor;
import caravel.control.payment.CardProcessor.Charged;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;

/// Charges saved cards, and takes charges back that demand action.
final class CardChores {
  private final Db db;
  private final Errands.Parts parts;
  private final ChoreResults results;
  private final InstantSource clock;
  private final CardStore cards = new CardStore();

  /// @param clock billing's
  CardChores(Db db, Errands.Parts parts, ChoreResults results, InstantSource clock) {
    this.db = db;
    this.parts = parts;
    this.results = results;
    this.clock = clock;
  }

  /// The intent to charge a card with.
  private sealed interface Planned {
    /// @param row stored before the processor is called
    /// @param isNew whether it was stored just now, so the processor cannot know it
    record Charge(Intent row, boolean isNew) implements Planned {}

    /// The invoice is not at the card any more.
    record Overtaken() implements Planned {}

    /// There is no card any more, or the amount is none that a card is charged.
    record NoCard() implements Planned {}

    /// There is no processor, or no price for it now: our side's fault.
    record NoPrice() implements Planned {}
  }

  void charge(Pending pending) {
    switch (db.<Planned>inTx(tx -> planned(tx, pending))) {
      case Planned.Charge(var row, var isNew) -> charge(pending, row, isNew);
      case Planned.Overtaken _ -> results.performed(pending);
      case Planned.NoCard _ -> results.recordFact(pending, new Fact.NoCharge(now()));
      case Planned.NoPrice _ -> {
        parts.lookout().silent(pending.invoice());
        results.recordFact(pending, new Fact.NoCharge(now()));
      }
    }
  }

  private void charge(Pending pending, Intent row, boolean isNew) {
    var processor = parts.rails().cards();
    if (processor == null) {
      results.recordFact(pending, new Fact.ProcessorSaidNothing(now()));
      return;
    }
    var customer = db.<String>read(tx -> cards.customer(tx, pending.invoice()));
    var charged =
        processor.charge(
            new CardProcessor.ChargeWanted(
                row.id(),
                new CardProcessor.Card(customer, row.paymentMethod()),
                row.price().cents(),
                pending.invoice().value(),
                "Invoice " + pending.invoice().value(),
                since(row)));
    switch (charged) {
      case Charged.Succeeded(var intentId, var collected) -> {
        parts.lookout().succeeded(row, intentId, collected);
        results.performed(pending);
      }
      case Charged.Declined(var intentId, var sentence, var code) ->
          results.recordFact(
              pending,
              new Fact.CardDeclined(now(), sentence),
              tx -> {
                cards.known(tx, row.id(), intentId);
                cards.ended(tx, row.id(), "failed", code);
              });
      case Charged.ActionRequired(var intentId, var sentence, _) ->
          results.recordFact(
              pending,
              new Fact.CardDemandedAction(now(), sentence),
              tx -> cards.known(tx, row.id(), intentId));
      case Charged.Processing(var intentId) ->
          results.recordFact(
              pending, new Fact.ChargeUnderWay(now()), tx -> cards.known(tx, row.id(), intentId));
      case Charged.NotAsked _ when isNew ->
          results.recordFact(
              pending,
              new Fact.AttemptNotMade(now()),
              tx -> cards.ended(tx, row.id(), "failed", "not_asked"));
      // It was asked before, and may have been charged then.
      case Charged.NotAsked _ -> results.recordFact(pending, new Fact.ChargeUnderWay(now()));
      case Charged.Unknown _ -> results.recordFact(pending, new Fact.ProcessorSaidNothing(now()));
    }
  }

  /// From when on the processor is searched for this charge: after a hold or downtime, also among
  /// charges that the database has forgotten (M4).
  private Instant since(Intent row) {
    return db.<Optional<Instant>>read(tx -> Optional.ofNullable(parts.hold().searchSince(tx)))
        .filter(earlier -> earlier.isBefore(row.createdAt()))
        .orElse(row.createdAt());
  }

  /// The attempt that is under way, else a new one.
  private Planned planned(Tx tx, Pending pending) {
    if (!results.isStillAt(tx, pending, Collection::isAtCard)) {
      return new Planned.Overtaken();
    }
    var id = pending.invoice();
    var known = cards.unsettled(tx, id);
    if (known.isPresent()) {
      return new Planned.Charge(known.orElseThrow(), false);
    }
    var collection = parts.dunning().find(tx, id).orElseThrow();
    var total = collection.total();
    var card = parts.purse().tenants().find(tx, collection.tenant()).orElseThrow().account().card();
    if (!card.isSet()) {
      return new Planned.NoCard();
    }
    if (parts.rails().cards() == null || parts.priceConverter().lacksRate(total)) {
      return new Planned.NoPrice();
    }
    return parts
        .priceConverter()
        .onCard(total)
        .<Planned>map(priced -> {
          var price = new CardStore.Price(priced.amount(), total.amount());
          var row =
              new Intent(cards.nextKey(tx, id), id, "", card.paymentMethodId(), price, tx.now());
          cards.insert(tx, row, priced.rate());
          return new Planned.Charge(row, true);
        })
        .orElseGet(Planned.NoCard::new);
  }

  void cancel(Pending pending) {
    var intent = db.<Optional<Intent>>read(tx -> cards.unsettled(tx, pending.invoice()));
    if (intent.isEmpty()) {
      results.recordFact(pending, new Fact.IntentCancelled(now()));
      return;
    }
    switch (parts.lookout().cancel(intent.orElseThrow())) {
      case MONEY -> results.performed(pending);
      case NEVER -> results.recordFact(pending, new Fact.IntentCancelled(now()));
      case NOT_YET, ENDING, SILENCE ->
          results.performed(pending); // It is asked again a minute later.
    }
  }

  private Instant now() {
    return clock.instant();
  }
}
