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
  private boolean railed;
  private boolean runs;
  private long anchor = -1;
  private long endedAt = -1;
  private Span period = new Span(0, 0);

  /// A price as it was first seen.
  record Price(String plan, long amount, long seenAt) {}

  /// An expected line.
  ///
  /// @param price of a whole period
  record Due(String id, String relay, String plan, long price, long amount, Span span) {}

  /// A time span in which a relay was billable at one price.
  ///
  /// @param price of the whole period
  /// @param end a running relay is charged to the end of its period
  record Use(String relay, long price, Span period, long start, long end) {
    private Use until(long second) {
      return new Use(relay, price, period, start, second);
    }
  }

  /// @param lines by id
  record Reckoned(Map<String, Due> lines, List<Use> uses) {}

  private record Rest(String plan, long price, long at, long amount) {}

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
      begins(railsSince, new Span(railsSince, month(railsSince, 1)));
    }
    while (runs && period.end() <= second) {
      begins(anchor, containing(anchor, period.end()));
    }
  }

  private void begins(long newAnchor, Span next) {
    live.clear();
    uses.addAll(running.values());
    running.clear();
    for (var relay : List.copyOf(relays.keySet())) {
      var terms = relays.get(relay);
      if (terms == null) {
        continue;
      }
      var price = renewalPrice(terms, next.start());
      relays.put(
          relay,
          new Terms(
              terms.plan(),
              price,
              terms.active(),
              terms.paused(),
              terms.reserved(),
              terms.reservedPrice()));
      if (terms.active() && price > 0) {
        var id = "charge:" + relay + ":" + next.start();
        charge(new Due(id, relay, terms.plan(), price, price, next), next);
      }
    }
    if (!live.isEmpty()) {
      anchor = newAnchor;
      runs = true;
      period = next;
    } else if (runs) {
      runs = false;
      endedAt = next.start();
    }
  }

  private void happens(Fact fact) {
    reserves(fact);
    var before = relays.get(fact.relay());
    var after = fact.terms();
    if (before != null && before.active() == after.active() && before.plan().equals(after.plan())) {
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
      lines.put(id, new Due(id, ended.relay(), ended.plan(), ended.price(), -rest, span));
      if (!after.paused()) {
        rests
            .computeIfAbsent(fact.relay(), _ -> new ArrayList<>())
            .add(new Rest(ended.plan(), ended.price(), fact.at(), rest));
      }
    }
    if (railed && after.active() && after.price() > 0) {
      opens(fact);
    } else if (live.isEmpty() && runs) {
      runs = false;
      // A relay that was paused starts a new use even within this second.
      endedAt = after.paused() ? -1 : fact.at();
    }
  }

  /// A plan that starts when it is paid is charged for a whole month, and refunded in full.
  private void reserves(Fact fact) {
    var held = reserved.get(fact.relay());
    var wanted = fact.terms().reserved();
    if (held != null && held.plan().equals(wanted)) {
      return;
    }
    if (held != null) {
      reserved.remove(fact.relay());
      var id = "credit:" + held.id();
      lines.put(
          id, new Due(id, held.relay(), held.plan(), held.price(), -held.amount(), held.span()));
    }
    if (railed && !wanted.isEmpty()) {
      var price = fact.terms().reservedPrice();
      var id = "charge:" + fact.id() + ":reserved";
      var span = new Span(fact.at(), month(fact.at(), 1));
      var due = new Due(id, fact.relay(), wanted, price, price, span);
      lines.put(id, due);
      reserved.put(fact.relay(), due);
    }
  }

  private void opens(Fact fact) {
    if (!runs && !(anchor >= 0 && endedAt == fact.at())) {
      anchor = fact.at();
    }
    period = containing(anchor, fact.at());
    runs = true;
    var terms = fact.terms();
    var amount =
        rests.getOrDefault(fact.relay(), List.of()).stream()
            .filter(rest -> rest.at() == fact.at())
            .filter(rest -> rest.plan().equals(terms.plan()) && rest.price() == terms.price())
            .findFirst()
            .map(Rest::amount)
            .orElseGet(() -> charged(terms.price(), period, fact.at()));
    charge(
        new Due(
            "charge:" + fact.id(),
            fact.relay(),
            terms.plan(),
            terms.price(),
            amount,
            new Span(fact.at(), period.end())),
        period);
  }

  private void charge(Due due, Span whole) {
    lines.put(due.id(), due);
    live.put(due.relay(), due);
    var span = due.span();
    running.put(due.relay(), new Use(due.relay(), due.price(), whole, span.start(), span.end()));
  }

  private long renewalPrice(Terms terms, long start) {
    var newest = known(terms.plan(), start);
    if (newest == null) {
      return terms.price();
    }
    var announced = known(terms.plan(), start - WEEK_SECONDS);
    return announced != null && announced < newest ? announced : newest;
  }

  private @Nullable Long known(String plan, long at) {
    Long found = null;
    for (var price : prices) {
      if (price.plan().equals(plan) && price.seenAt() <= at) {
        found = price.amount();
      }
    }
    return found;
  }

  private static Span containing(long anchor, long second) {
    var index = 0;
    while (month(anchor, index + 1) <= second) {
      index++;
    }
    return new Span(month(anchor, index), month(anchor, index + 1));
  }

  private static long month(long anchor, int index) {
    return Instant.ofEpochSecond(anchor).atZone(ZoneOffset.UTC).plusMonths(index).toEpochSecond();
  }

  /// The price of the rest of a period, rounded up.
  private static long charged(long price, Span span, long from) {
    var share = shareOf(price, span, from);
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
