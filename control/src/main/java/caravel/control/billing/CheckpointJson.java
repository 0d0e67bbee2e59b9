package caravel.control.billing;

import caravel.control.billing.core.Checkpoint;
import caravel.control.billing.core.Checkpoint.Returned;
import caravel.control.billing.core.Item.Cause;
import caravel.control.billing.core.Item.Charge;
import caravel.control.billing.core.Item.Subject;
import caravel.control.billing.core.Ledger.Anchoring;
import caravel.control.billing.core.Periods;
import caravel.control.billing.core.PrepaidTime;
import caravel.control.billing.core.Span;
import caravel.control.billing.core.Terms;
import caravel.control.money.BillingInterval;
import caravel.control.money.BillingPeriod;
import caravel.control.money.Currency;
import caravel.control.money.Money;
import caravel.nostr.Json;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// A checkpoint as JSON in the database. A checkpoint of another version is ignored: the replay
/// then begins at the first change.
final class CheckpointJson {
  private static final int VERSION = 2;

  private CheckpointJson() {}

  static String write(Checkpoint checkpoint) {
    var json = Json.mapper().createObjectNode();
    json.put("version", VERSION);
    json.put("sequence", checkpoint.sequence());
    json.put("until", checkpoint.until().getEpochSecond());
    json.put("railed", checkpoint.railed());
    json.put("resumable", checkpoint.resumable());
    writeAnchoring(json.putObject("anchoring"), checkpoint.anchoring());
    var relays = json.putObject("relays");
    checkpoint.relays().forEach((relay, terms) -> write(relays.putObject(relay), terms));
    writeCharges(json.putArray("live"), checkpoint.live());
    writeCharges(json.putArray("reserved"), checkpoint.reserved());
    var returned = json.putArray("returned");
    for (var credit : checkpoint.returned()) {
      var one = returned.addObject();
      write(one, credit.subject());
      one.put("at", credit.at().getEpochSecond());
      one.put("rest", credit.rest().amount());
      one.put("end", credit.end().getEpochSecond());
    }
    if (!checkpoint.prepaid().isEmpty()) {
      var prepaid = json.putObject("prepaid");
      checkpoint
          .prepaid()
          .forEach((relay, time) -> PrepaidJson.write(prepaid.putObject(relay), time));
    }
    return json.toString();
  }

  /// @return empty = there is none, or it is of another version
  static Optional<Checkpoint> read(String text, Currency currency) {
    if (text.isEmpty()) {
      return Optional.empty();
    }
    var json = Json.mapper().readTree(text);
    if (json.path("version").asInt() != VERSION) {
      return Optional.empty();
    }
    var relays = new HashMap<String, Terms>();
    for (var relay : json.path("relays").properties()) {
      relays.put(relay.getKey(), terms(relay.getValue(), currency));
    }
    var returned = new ArrayList<Returned>();
    for (var credit : json.path("returned")) {
      returned.add(
          new Returned(
              subject(credit, currency),
              instant(credit, "at"),
              money(credit, "rest", currency),
              instant(credit, "end")));
    }
    return Optional.of(
        new Checkpoint(
            json.path("sequence").asLong(),
            instant(json, "until"),
            json.path("railed").asBoolean(),
            json.path("resumable").asBoolean(),
            anchoring(json.path("anchoring")),
            relays,
            charges(json.path("live"), currency),
            charges(json.path("reserved"), currency),
            returned,
            prepaid(json.path("prepaid"), currency)));
  }

  private static Map<String, PrepaidTime> prepaid(JsonNode json, Currency currency) {
    var prepaid = new HashMap<String, PrepaidTime>();
    for (var relay : json.properties()) {
      prepaid.put(relay.getKey(), PrepaidJson.read(relay.getValue(), currency));
    }
    return prepaid;
  }

  private static void writeAnchoring(ObjectNode json, Anchoring anchoring) {
    switch (anchoring) {
      case Anchoring.None _ -> {}
      case Anchoring.Running(var periods, var renewal) ->
          json.put("anchor", periods.anchor().getEpochSecond())
              .put("renewal", renewal.getEpochSecond());
      case Anchoring.Ended(var periods, var at) ->
          json.put("anchor", periods.anchor().getEpochSecond()).put("ended", at.getEpochSecond());
    }
  }

  private static Anchoring anchoring(JsonNode json) {
    if (!json.has("anchor")) {
      return new Anchoring.None();
    }
    var periods = new Periods(instant(json, "anchor"));
    return json.has("renewal")
        ? new Anchoring.Running(periods, instant(json, "renewal"))
        : new Anchoring.Ended(periods, instant(json, "ended"));
  }

  private static void write(ObjectNode json, Terms terms) {
    json.put("plan", terms.planId());
    json.put("price", terms.price().amount());
    write(json, "", terms.period());
    json.put("active", terms.active());
    json.put("paused", terms.paused());
    var reservation = terms.reservation();
    if (reservation != null) {
      json.put("reserved_plan", reservation.planId());
      json.put("reserved_price", reservation.price().amount());
      write(json, "reserved_", reservation.period());
    }
  }

  private static Terms terms(JsonNode json, Currency currency) {
    return new Terms(
        json.path("plan").asString(),
        money(json, "price", currency),
        period(json, ""),
        json.path("active").asBoolean(),
        json.path("paused").asBoolean(),
        reservation(json, currency));
  }

  private static Terms.@Nullable Reservation reservation(JsonNode json, Currency currency) {
    return json.has("reserved_plan")
        ? new Terms.Reservation(
            json.path("reserved_plan").asString(),
            money(json, "reserved_price", currency),
            period(json, "reserved_"))
        : null;
  }

  private static void writeCharges(ArrayNode json, Map<String, Charge> charges) {
    for (var charge : charges.values()) {
      var one = json.addObject();
      write(one, charge.subject());
      switch (charge.cause()) {
        case Cause.PeriodStart() -> {}
        case Cause.Activity(var id) -> one.put("activity", id);
        case Cause.Reservation(var id) -> one.put("reservation", id);
      }
      one.put("from", charge.span().start().getEpochSecond());
      one.put("to", charge.span().end().getEpochSecond());
      one.put("cost", charge.cost().amount());
    }
  }

  private static Map<String, Charge> charges(JsonNode json, Currency currency) {
    var charges = new HashMap<String, Charge>();
    for (var one : json) {
      var subject = subject(one, currency);
      var span = new Span(instant(one, "from"), instant(one, "to"));
      charges.put(
          subject.relayId(), new Charge(cause(one), subject, span, money(one, "cost", currency)));
    }
    return charges;
  }

  private static Cause cause(JsonNode json) {
    if (json.has("activity")) {
      return new Cause.Activity(json.path("activity").asString());
    }
    return json.has("reservation")
        ? new Cause.Reservation(json.path("reservation").asString())
        : new Cause.PeriodStart();
  }

  private static void write(ObjectNode json, Subject subject) {
    json.put("relay", subject.relayId());
    json.put("plan", subject.planId());
    json.put("price", subject.price().amount());
    write(json, "", subject.period());
  }

  private static Subject subject(JsonNode json, Currency currency) {
    return new Subject(
        json.path("relay").asString(),
        json.path("plan").asString(),
        money(json, "price", currency),
        period(json, ""));
  }

  /// A month is not written.
  private static void write(ObjectNode json, String prefix, BillingPeriod period) {
    if (period.interval() == BillingInterval.YEAR) {
      json.put(prefix + "year_free_months", period.freeMonths());
    }
  }

  private static BillingPeriod period(JsonNode json, String prefix) {
    var free = json.path(prefix + "year_free_months");
    return free.isMissingNode() ? BillingPeriod.MONTH : BillingPeriod.year(free.asInt());
  }

  private static Instant instant(JsonNode json, String field) {
    return Instant.ofEpochSecond(json.path(field).asLong());
  }

  private static Money money(JsonNode json, String field, Currency currency) {
    return new Money(json.path(field).asLong(), currency);
  }
}
