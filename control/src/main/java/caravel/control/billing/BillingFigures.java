package caravel.control.billing;

import caravel.control.billing.RevenueStore.Since;
import caravel.control.billing.core.Amount;
import caravel.control.db.Tx;
import caravel.control.money.Currency;
import caravel.control.money.Money;
import java.time.Instant;
import java.time.InstantSource;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Computes the billing figures for operators: payments by month, and open and overdue invoices by
/// age. The database makes each sum from an index.
final class BillingFigures {
  private static final int MONTHS = 12;
  private static final long DAY = 86_400;

  /// Age bands in whole days since an invoice was created or due: from, to. The last band has no
  /// end.
  private static final List<Band> BANDS =
      List.of(new Band(0, 3), new Band(4, 7), new Band(8, null));

  private final RevenueStore store = new RevenueStore();
  private final Currency currency;
  private final Estimates estimates;
  private final InstantSource clock;

  private record Band(int from, @Nullable Integer to) {
    String word() {
      return to == null ? from + "d+" : from + "-" + to + "d";
    }
  }

  record Month(String month, long payments, Money.Shown total, long amount) {}

  record Aged(
      int daysFrom, @Nullable Integer daysTo, long invoices, Money.Shown total, long amount) {}

  record Invoices(Map<String, Long> byStatus, List<Aged> open, List<Aged> overdue) {
    Invoices {
      byStatus = new TreeMap<>(byStatus);
      open = List.copyOf(open);
      overdue = List.copyOf(overdue);
    }
  }

  BillingFigures(Currency currency, Estimates estimates, InstantSource clock) {
    this.currency = currency;
    this.estimates = estimates;
    this.clock = clock;
  }

  static List<String> ages() {
    return BANDS.stream().map(Band::word).toList();
  }

  Map<String, Object> read(Tx tx) {
    var now = clock.instant();
    var figures = new LinkedHashMap<String, Object>();
    figures.put("revenue", revenue(tx, now));
    figures.put(
        "invoices",
        new Invoices(store.byStatus(tx), aged(tx, Since.MADE, now), aged(tx, Since.DUE, now)));
    return figures;
  }

  /// The numbers of billing for metrics.
  BillingNumbers numbers(Tx tx) {
    var now = clock.instant();
    var open = new LinkedHashMap<String, Long>();
    for (var band : BANDS) {
      open.put(band.word(), aged(tx, band, Since.MADE, now).invoices());
    }
    var seconds = now.getEpochSecond();
    var first = seconds - (BillingNumbers.REVENUE_DAYS - 1) * DAY;
    var received = store.received(tx, first, seconds + DAY);
    return new BillingNumbers(open, received.units());
  }

  /// The newest month first. A month without payments has zero.
  private List<Month> revenue(Tx tx, Instant now) {
    var months = new ArrayList<Month>();
    var newest = YearMonth.from(now.atZone(ZoneOffset.UTC));
    for (var back = 0; back < MONTHS; back++) {
      var month = newest.minusMonths(back);
      var sum = store.received(tx, start(month), start(month.plusMonths(1)));
      months.add(new Month(month.toString(), sum.count(), shown(sum), cents(sum)));
    }
    return months;
  }

  private List<Aged> aged(Tx tx, Since since, Instant now) {
    return BANDS.stream().map(band -> aged(tx, band, since, now)).toList();
  }

  private Aged aged(Tx tx, Band band, Since since, Instant now) {
    var seconds = now.getEpochSecond();
    var to = band.to();
    var sum =
        store.open(
            tx,
            since,
            to == null ? Long.MIN_VALUE : seconds - (to + 1) * DAY,
            seconds - band.from() * DAY);
    return new Aged(band.from(), to, sum.count(), shown(sum), cents(sum));
  }

  private Money.Shown shown(RevenueStore.Sum sum) {
    return new Money.Shown(sum.units(), currency.word());
  }

  private long cents(RevenueStore.Sum sum) {
    return estimates.cents(new Amount(sum.units(), currency));
  }

  private static long start(YearMonth month) {
    return month.atDay(1).atStartOfDay(ZoneOffset.UTC).toEpochSecond();
  }
}
