package caravel.verify.simulate;

import caravel.control.money.Currency;
import caravel.verify.simulate.Act.Deed;
import caravel.verify.simulate.Act.Order;
import caravel.verify.simulate.FaultInjector.Place;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.Set;

/// All acts of one world, drawn from a seed before it begins.
///
/// @param seed of all chance that is not in an act
/// @param acts in the order of time
record Script(long seed, Currency currency, Instant start, Instant end, List<Act> acts) {
  private static final int DAY_SECONDS = 86_400;

  /// Largest clock error without a hold. An error of more than ten minutes puts money on hold;
  /// [Fault#CLOCK_JUMP] covers that.
  private static final int CLOCK_ERROR_SECONDS_MAX = 290;

  Script {
    acts = acts.stream().sorted(Comparator.comparing(Act::at)).toList();
  }

  /// The same script with other acts.
  Script with(List<Act> fewer) {
    return new Script(seed, currency, start, end, fewer);
  }

  static Script of(long seed, int tenants, int years) {
    return of(seed, tenants, years, Fault.all());
  }

  static Script of(long seed, int tenants, int years, Set<Fault> faults) {
    return new Writing(seed, tenants, years).script(faults);
  }

  /// The character of a tenant.
  private enum Character {
    WALLET,
    CARD,
    BY_HAND,
    LATE,
    NEVER,
    RESTLESS
  }

  private static final class Writing {
    private final long seed;
    private final int tenants;
    private final Random random;
    private final Instant start;
    private final Instant end;
    private final List<Act> acts = new ArrayList<>();

    Writing(long seed, int tenants, int years) {
      this.seed = seed;
      this.tenants = tenants;
      this.random = new Random(seed);
      var day = LocalDate.of(2026, 12, 1).plusDays(random.nextInt(500));
      this.start = day.atTime(random.nextInt(24), 0).toInstant(ZoneOffset.UTC);
      this.end = day.plusYears(years).atStartOfDay().toInstant(ZoneOffset.UTC);
    }

    Script script(Set<Fault> faults) {
      for (var tenant = 0; tenant < tenants; tenant++) {
        lifeOf(tenant);
      }
      troubles();
      acts.addAll(FaultScript.of(new FaultScript.Span(seed, start, end), tenants, faults));
      var currency = random.nextInt(4) == 0 ? Currency.USD : Currency.SAT;
      return new Script(seed, currency, start, end, acts);
    }

    private void lifeOf(int tenant) {
      var character = pick(Character.values());
      var arrives = start.plusSeconds(random.nextInt(45 * DAY_SECONDS));
      does(arrives, tenant, pick(Deed.CREATE_BASIC, Deed.CREATE_GROWTH, Deed.CREATE_FREE));
      for (var at = arrives; at.isBefore(end); at = at.plusSeconds(days(5, 110))) {
        does(
            onOccasion(arrives, at),
            tenant,
            pick(
                Deed.CREATE_BASIC,
                Deed.TO_FREE,
                Deed.TO_BASIC,
                Deed.TO_GROWTH,
                Deed.TO_GROWTH,
                Deed.RENAME,
                Deed.DEACTIVATE,
                Deed.REACTIVATE,
                Deed.REACTIVATE,
                Deed.DELETE));
      }
      switch (character) {
        case WALLET -> {
          does(arrives.plusSeconds(300), tenant, Deed.CONNECT_WALLET);
          habits(tenant, arrives, days(60, 120), Deed.WALLET_PAYS, Deed.WALLET_REFUSES);
          habits(tenant, arrives, days(60, 120), Deed.WALLET_PAYS, Deed.WALLET_DAWDLES);
        }
        case CARD -> {
          does(arrives.plusSeconds(300), tenant, Deed.PAY_BY_CARD);
          habits(tenant, arrives, days(60, 120), Deed.CARD_PAYS, Deed.CARD_DECLINES);
          habits(tenant, arrives, days(60, 200), Deed.CARD_PAYS, Deed.CARD_TAKES_LONG);
        }
        case BY_HAND ->
            habits(tenant, arrives, days(2, 4), Deed.PAY_BY_LIGHTNING, Deed.LOOK_AT_BILL);
        case LATE -> habits(tenant, arrives, days(6, 11), Deed.PAY_BY_LIGHTNING, Deed.PAY_BY_CARD);
        case NEVER -> habits(tenant, arrives, days(20, 60), Deed.LOOK_AT_BILL, Deed.REACTIVATE);
        case RESTLESS -> habits(tenant, arrives, days(4, 9), Deed.values());
      }
      if (random.nextInt(5) == 0) {
        suspended(tenant, arrives);
      }
    }

    private void suspended(int tenant, Instant arrives) {
      var from = arrives.plusSeconds(days(1, 200));
      var whole = random.nextBoolean();
      orders(from, tenant, whole ? Order.SUSPEND_TENANT : Order.SUSPEND_RELAY);
      orders(
          from.plusSeconds(days(1, 40)),
          tenant,
          whole ? Order.UNSUSPEND_TENANT : Order.UNSUSPEND_RELAY);
      orders(arrives.plusSeconds(days(20, 300)), tenant, Order.VOID_INVOICE);
    }

    private void habits(int tenant, Instant from, long every, Deed... deeds) {
      for (var at = from.plusSeconds(every / 2);
          at.isBefore(end);
          at = at.plusSeconds(every / 2 + random.nextLong(every))) {
        does(at, tenant, pick(deeds));
      }
    }

    private void troubles() {
      var span = Duration.between(start, end).toSeconds();
      var many = Math.max(1, tenants * span / (365L * DAY_SECONDS));
      for (var i = 0L; i < many; i++) {
        acts.add(new Act.Dies(at(span), random.nextInt(40)));
        var deed = pick(Deed.values());
        acts.add(new Act.Meanwhile(at(span), random.nextInt(tenants), deed, random.nextLong()));
        acts.add(new Act.Dies(at(span), random.nextInt(8)));
      }
      for (var i = 0; i < 1 + span / (20L * DAY_SECONDS); i++) {
        var place = pick(Place.values());
        var length = Duration.ofSeconds(random.nextInt(3 * DAY_SECONDS));
        var percent = pick(15, 40, 100);
        acts.add(new Act.Storm(at(span), place, length, percent, random.nextLong()));
        acts.add(new Act.RateMoves(at(span), 80 + random.nextInt(45)));
      }
      for (var i = 0; i < 1 + span / (120L * DAY_SECONDS); i++) {
        acts.add(new Act.RatesGo(at(span), Duration.ofSeconds(random.nextInt(2 * DAY_SECONDS))));
        acts.add(new Act.Drifts(at(span), random.nextInt(tenants)));
        acts.add(new Act.Lies(at(span), 1 + random.nextInt(3)));
        clockOff(at(span));
      }
      if (random.nextInt(3) == 0) {
        acts.add(new Act.Reprices(at(span), pick("basic", "growth"), pick(50, 90, 130, 300)));
      }
      if (random.nextInt(4) == 0) {
        acts.add(new Act.RailsGo(at(span), Duration.ofSeconds(random.nextInt(6 * DAY_SECONDS))));
      }
    }

    private void clockOff(Instant from) {
      var error = random.nextInt(2 * CLOCK_ERROR_SECONDS_MAX + 1) - CLOCK_ERROR_SECONDS_MAX;
      acts.add(new Act.ClockOff(from, Duration.ofSeconds(error)));
      acts.add(new Act.ClockOff(from.plusSeconds(random.nextInt(5 * DAY_SECONDS)), Duration.ZERO));
    }

    /// Places some acts at the start of a period, a second before it or a second after.
    private Instant onOccasion(Instant arrives, Instant about) {
      if (random.nextInt(3) > 0) {
        return about;
      }
      var months = Duration.between(arrives, about).toDays() / 30;
      return arrives
          .atZone(ZoneOffset.UTC)
          .plusMonths(months)
          .toInstant()
          .plusSeconds(random.nextInt(3) - 1L);
    }

    private void does(Instant at, int tenant, Deed deed) {
      acts.add(new Act.Does(at, tenant, deed, random.nextLong()));
    }

    private void orders(Instant at, int tenant, Order order) {
      acts.add(new Act.Orders(at, tenant, order, random.nextLong()));
    }

    private Instant at(long span) {
      return start.plusSeconds(random.nextLong(span));
    }

    private long days(int from, int to) {
      return from * (long) DAY_SECONDS + random.nextLong((to - from) * (long) DAY_SECONDS);
    }

    @SafeVarargs
    private final <T> T pick(T... these) {
      return these[random.nextInt(these.length)];
    }
  }
}
