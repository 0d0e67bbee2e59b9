package caravel.verify.simulate;

import caravel.verify.simulate.TenantSnapshot.Fact;
import caravel.verify.simulate.TenantSnapshot.Span;
import caravel.verify.simulate.TenantSnapshot.Terms;
import java.math.BigInteger;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Computes the expected lines of a tenant's invoices, from the written rules and without the
/// program's code.
final class Reckoning {
  private static final long WEEK_SECONDS = 7 * 86_400;

  private final List<Price> prices;
  private final @Nullable Long railsSince;
  private final Map<String, Due> lines = new LinkedHashMap<>();
  private final Map<String, Terms> relays = new TreeMap<>();
  private final Map<String, Due> live = new HashMap<>();
  private final Map<String, Due> reserved = new HashMap<>();
  private final Map<String, List<Rest>> rests = new HashMap<>();
  private final List<Use> uses = new ArrayList<>();
  private final Map<String, Use> running = new HashMap<>();
  private final Map<String, AdoptedTime> adopted = new HashMap<>();
  private boolean railed;
  private boolean runs;
  private long anchor = -1;
  private long endedAt = -1;
  private long renewal = -1;

  /// A price as it was first seen.
  record Price(String plan, int months, long amount, long seenAt) {}

  /// An expected line.
  ///
  /// @param price of a whole period
  /// @param months of a period
  record Due(
      String id, String relay, String plan, long price, int months, long amount, Span span) {}

  /// A time span in which a relay was billable at one price.
  ///
  /// @param price of the whole period
  /// @param chargedTo end of the time that its charge covers; a running relay is used until then
  record Use(String relay, long price, Span period, long start, long end, long chargedTo) {
    private Use until(long second) {
      return new Use(relay, price, period, start, second, chargedTo);
    }
  }

  /// @param lines by id
  record Reckoned(Map<String, Due> lines, List<Use> uses) {}

  private record Rest(String plan, long price, int months, long at, long amount, long end) {
    private boolean isOf(Terms terms, long priceLeft, long second) {
      return at == second
          && plan.equals(terms.plan())
          && price == priceLeft
          && months == terms.months();
    }
  }

  private Reckoning(List<Price> prices, @Nullable Long railsSince) {
    this.prices = prices;
    this.railsSince = railsSince;
  }

  /// Computes every line up to an instant, and the use that it is for.
  static Reckoned of(List<Fact> facts, List<Price> prices, @Nullable Long railsSince, long until) {
    var reckoning = new Reckoning(prices, railsSince);
    for (var fact : facts) {
      if (fact.at() > until) {
        break;
      }
      reckoning.goTo(fact.at());
      reckoning.happens(fact);
    }
    reckoning.goTo(until);
    reckoning.uses.addAll(reckoning.running.values());
    return new Reckoned(reckoning.lines, reckoning.uses);
  }

  private void goTo(long second) {
    if (!railed && railsSince != null && railsSince <= second) {
      railed = true;
      begins(anchorAtRails(railsSince), railsSince);
    }
    while (runs && renewal <= second) {
      begins(anchor, renewal);
    }
  }

  /// A relay that was paid for elsewhere brings its anchor.
  private long anchorAtRails(long second) {
    for (var relay : relays.entrySet()) {
      var terms = relay.getValue();
      var paid = paidAt(relay.getKey(), second);
      if (terms.active() && terms.price() > 0 && paid != null) {
        return paid.anchor();
      }
    }
    return second;
  }

  private @Nullable AdoptedTime paidAt(String relay, long second) {
    var paid = adopted.get(relay);
    return paid != null && second < paid.paidUntil() ? paid : null;
  }

  /// Charges the relays whose charge is over. A relay that paid for a year is left out until then.
  private void begins(long newAnchor, long start) {
    for (var due : List.copyOf(live.values())) {
      if (due.span().end() <= start) {
        live.remove(due.relay());
        var use = running.remove(due.relay());
        if (use != null) {
          uses.add(use);
        }
      }
    }
    for (var relay : List.copyOf(relays.keySet())) {
      var terms = relays.get(relay);
      if (terms == null || live.containsKey(relay)) {
        continue;
      }
      var price = renewalPrice(terms, start);
      relays.put(
          relay,
          new Terms(
              terms.plan(),
              price,
              terms.months(),
              terms.active(),
              terms.paused(),
              terms.reserved(),
              terms.reservedPrice(),
              terms.reservedMonths()));
      if (terms.active() && price > 0) {
        var id = "charge:" + relay + ":" + start;
        charge(
            id,
            relay,
            relays.get(relay),
            containing(newAnchor, start, terms.months()),
            start,
            null);
      }
    }
    if (!live.isEmpty()) {
      anchor = newAnchor;
      runs = true;
      renewal = firstEnd();
    } else if (runs) {
      runs = false;
      endedAt = start;
    }
  }

  private long firstEnd() {
    return live.values().stream().mapToLong(due -> due.span().end()).min().orElseThrow();
  }

  private void happens(Fact fact) {
    reserves(fact);
    if (fact.adopted() != null) {
      adopted.put(fact.relay(), fact.adopted());
    }
    var before = relays.get(fact.relay());
    var after = fact.terms();
    if (before != null
        && before.active() == after.active()
        && before.months() == after.months()
        && before.plan().equals(after.plan())) {
      return;
    }
    relays.put(fact.relay(), after);
    var ended = live.remove(fact.relay());
    var used = running.remove(fact.relay());
    if (used != null) {
      uses.add(used.until(fact.at()));
    }
    if (ended != null) {
      var rest = unused(ended.amount(), ended.span(), fact.at());
      var id = "credit:" + ended.id();
      var span = new Span(fact.at(), ended.span().end());
      lines.put(
          id, new Due(id, ended.relay(), ended.plan(), ended.price(), ended.months(), -rest, span));
      if (!after.paused()) {
        rests
            .computeIfAbsent(fact.relay(), _ -> new ArrayList<>())
            .add(
                new Rest(
                    ended.plan(),
                    ended.price(),
                    ended.months(),
                    fact.at(),
                    rest,
                    ended.span().end()));
      }
    }
    if (railed && after.active() && after.price() > 0) {
      opens(fact, ended);
    } else if (live.isEmpty() && runs) {
      runs = false;
      // A relay that was paused starts a new use even within this second.
      endedAt = after.paused() ? -1 : fact.at();
    } else if (runs) {
      renewal = firstEnd();
    }
  }

  /// A plan that starts when it is paid is charged for a whole period, and refunded in full.
  private void reserves(Fact fact) {
    var held = reserved.get(fact.relay());
    var wanted = fact.terms().reserved();
    if (held != null
        && held.plan().equals(wanted)
        && held.months() == fact.terms().reservedMonths()) {
      return;
    }
    if (held != null) {
      reserved.remove(fact.relay());
      var id = "credit:" + held.id();
      lines.put(
          id,
          new Due(
              id,
              held.relay(),
              held.plan(),
              held.price(),
              held.months(),
              -held.amount(),
              held.span()));
    }
    if (railed && !wanted.isEmpty()) {
      var price = fact.terms().reservedPrice();
      var id = "charge:" + fact.id() + ":reserved";
      var months = fact.terms().reservedMonths();
      var span = new Span(fact.at(), month(fact.at(), months));
      var due = new Due(id, fact.relay(), wanted, price, months, price, span);
      lines.put(id, due);
      reserved.put(fact.relay(), due);
    }
  }

  /// @param ended the charge that this fact ended
  private void opens(Fact fact, @Nullable Due ended) {
    if (!runs && !(anchor >= 0 && endedAt == fact.at())) {
      var paid = fact.adopted() == null ? paidAt(fact.relay(), fact.at()) : fact.adopted();
      anchor = paid == null ? fact.at() : paid.anchor();
    }
    runs = true;
    var terms = fact.terms();
    var paidNow = paidAt(fact.relay(), fact.at());
    var left = paidNow == null ? terms.price() : paidNow.priceLeft(terms);
    var back =
        rests.getOrDefault(fact.relay(), List.of()).stream()
            .filter(rest -> rest.isOf(terms, left, fact.at()))
            .findFirst()
            .orElse(null);
    var keptEnd =
        back != null
            ? back.end()
            : ended != null && ended.months() == terms.months() ? ended.span().end() : -1;
    var period = ending(anchor, keptEnd, terms.months());
    if (period == null || fact.at() < period.start() || fact.at() >= period.end()) {
      period = containing(anchor, fact.at(), terms.months());
    }
    charge("charge:" + fact.id(), fact.relay(), terms, period, fact.at(), back);
    renewal = firstEnd();
  }

  /// Charges a relay for the rest of a period, or until the time ends that was paid for elsewhere.
  ///
  /// @param back what was given back of an equal charge within this second; null = nothing
  private void charge(
      String id, String relay, Terms terms, Span whole, long from, @Nullable Rest back) {
    var paid = paidAt(relay, from);
    var price = paid == null ? terms.price() : paid.priceLeft(terms);
    var end = whole.end();
    if (paid != null) {
      end = price == 0 ? paid.paidUntil() : Math.min(end, paid.paidUntil());
    }
    var amount =
        back != null && (terms.months() == 1 || back.end() == end)
            ? back.amount()
            : charged(price, whole, end - from);
    var due = new Due(id, relay, terms.plan(), price, terms.months(), amount, new Span(from, end));
    lines.put(id, due);
    live.put(relay, due);
    running.put(relay, new Use(relay, price, whole, from, end, end));
  }

  private long renewalPrice(Terms terms, long start) {
    var newest = known(terms, start);
    if (newest == null) {
      return terms.price();
    }
    var announced = known(terms, start - WEEK_SECONDS);
    return announced != null && announced < newest ? announced : newest;
  }

  private @Nullable Long known(Terms terms, long at) {
    Long found = null;
    for (var price : prices) {
      if (price.plan().equals(terms.plan())
          && price.months() == terms.months()
          && price.seenAt() <= at) {
        found = price.amount();
      }
    }
    return found;
  }

  private static Span containing(long anchor, long second, int months) {
    var index = 0;
    while (month(anchor, index + 1) <= second) {
      index++;
    }
    return new Span(month(anchor, index), month(anchor, index + months));
  }

  /// The period that ends at a second; null = no month of the anchor ends then.
  private static @Nullable Span ending(long anchor, long end, int months) {
    var index = 0;
    while (month(anchor, index) < end) {
      index++;
    }
    return month(anchor, index) == end ? new Span(month(anchor, index - months), end) : null;
  }

  private static long month(long anchor, int index) {
    return Instant.ofEpochSecond(anchor).atZone(ZoneOffset.UTC).plusMonths(index).toEpochSecond();
  }

  /// The price of a part of a period, rounded up.
  private static long charged(long price, Span period, long seconds) {
    var share = shareOf(price, period, period.end() - seconds);
    return share[1].signum() == 0 ? share[0].longValueExact() : share[0].longValueExact() + 1;
  }

  /// The unused rest of a charge, rounded down.
  private static long unused(long amount, Span span, long from) {
    return shareOf(amount, span, from)[0].longValueExact();
  }

  /// The quotient and the remainder.
  private static BigInteger[] shareOf(long amount, Span span, long from) {
    return BigInteger.valueOf(amount)
        .multiply(BigInteger.valueOf(span.end() - from))
        .divideAndRemainder(BigInteger.valueOf(span.end() - span.start()));
  }
}
