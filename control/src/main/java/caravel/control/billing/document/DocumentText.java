package caravel.control.billing.document;

import caravel.control.billing.document.InvoiceDocument.Course;
import caravel.control.billing.document.InvoiceDocument.Line;
import caravel.control.money.Money;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// The words, dates and amounts of a printed document.
final class DocumentText {
  private static final DateTimeFormatter DAY =
      DateTimeFormatter.ofPattern("d MMM uuuu", Locale.ENGLISH).withZone(ZoneOffset.UTC);

  private DocumentText() {}

  static String title(InvoiceDocument document) {
    return document.title().equals("receipt") ? "Receipt" : "Invoice";
  }

  static String day(Instant at) {
    return DAY.format(at);
  }

  static String days(Instant start, Instant end) {
    return start.equals(end) ? day(start) : day(start) + " to " + day(end);
  }

  static String amount(Money.Shown money) {
    var sign = money.amount() < 0 ? "\u2212" : "";
    var units = Math.abs(money.amount());
    return money.currency().equals("usd")
        ? String.format(Locale.ROOT, "%s$%,d.%02d", sign, units / 100, units % 100)
        : String.format(Locale.ROOT, "%s%,d %s", sign, units, units == 1 ? "sat" : "sats");
  }

  static String dollars(long cents) {
    return amount(new Money.Shown(cents, "usd"));
  }

  static String status(Course course) {
    return switch (course.status()) {
      case "paid" -> "Paid";
      case "void" -> "Void";
      default -> "Open";
    };
  }

  static String method(Course course) {
    if (course.bookedByOperator()) {
      return "Outside this site, booked by the operator";
    }
    return switch (String.valueOf(course.method())) {
      case "stripe" -> "Card";
      case "nwc" -> "Lightning, from the connected wallet";
      default -> "Lightning";
    };
  }

  /// Why a void invoice is not to be paid.
  static String whyVoid(@Nullable String reason, @Nullable String replacement) {
    return switch (String.valueOf(reason)) {
      case "replaced" ->
          replacement == null
              ? "This invoice is void. What was left to pay is covered by credit."
              : "This invoice is void. " + replacement + " replaces it.";
      case "forgiven" -> "This invoice is void, because it was not paid in time. Nothing is owed.";
      default -> "This invoice is void. The operator wrote it off, and nothing is owed.";
    };
  }

  /// The subject of a line, with the relay's name first.
  static String subject(Line line) {
    if (line.relayName() == null) {
      return String.valueOf(line.text());
    }
    var plan = line.relayName() + ", plan " + line.planName();
    return line.kind().equals("charge") ? plan : "Unused time: " + plan;
  }
}
