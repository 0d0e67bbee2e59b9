package caravel.control.billing.document;

import caravel.control.money.Money;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The invoices of a tenant as a table for a spreadsheet (RFC 4180).
public final class InvoiceCsv {
  private static final String HEAD =
      "number,status,issued,due,paid,voided,method,total,currency,refunded,usd_estimate,buyer,"
          + "period_start,period_end,id";
  private static final String LINE_END = "\r\n";

  private InvoiceCsv() {}

  /// A row of the table.
  ///
  /// @param buyer the name at the payment, or the present one of an invoice that is not paid
  public record Row(
      String id,
      InvoiceNumber number,
      Money total,
      long refunded,
      long cents,
      String buyer,
      InvoiceFacts.Period period,
      Dates dates) {}

  /// @param method `""` = not paid
  public record Dates(
      String status,
      @Nullable Instant due,
      @Nullable Instant paid,
      @Nullable Instant voided,
      String method) {}

  public static String of(List<Row> rows) {
    return Stream.concat(Stream.of(HEAD), rows.stream().map(InvoiceCsv::line))
        .map(line -> line + LINE_END)
        .collect(Collectors.joining());
  }

  private static String line(Row row) {
    var dates = row.dates();
    return Stream.of(
            row.number().toString(),
            dates.status(),
            day(row.number().createdAt()),
            day(dates.due()),
            day(dates.paid()),
            day(dates.voided()),
            dates.method(),
            amount(row.total().amount(), row),
            row.total().currency().word(),
            amount(row.refunded(), row),
            dollars(row.cents()),
            row.buyer(),
            day(row.period().start()),
            day(row.period().end()),
            row.id())
        .map(InvoiceCsv::cell)
        .collect(Collectors.joining(","));
  }

  private static String amount(long amount, Row row) {
    return switch (row.total().currency()) {
      case SAT -> Long.toString(amount);
      case USD -> dollars(amount);
    };
  }

  private static String dollars(long cents) {
    return String.format(Locale.ROOT, "%d.%02d", cents / 100, cents % 100);
  }

  private static String day(@Nullable Instant at) {
    return at == null ? "" : at.atZone(ZoneOffset.UTC).toLocalDate().toString();
  }

  /// A spreadsheet would run a text that begins with one of these characters as a formula.
  private static String cell(String text) {
    var safe = !text.isEmpty() && "=+-@\t\r".indexOf(text.charAt(0)) >= 0 ? "'" + text : text;
    return safe.chars().anyMatch(character -> "\",\r\n".indexOf(character) >= 0)
        ? "\"" + safe.replace("\"", "\"\"") + "\""
        : safe;
  }
}
