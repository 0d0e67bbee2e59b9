package caravel.control.billing.document;

import java.time.Instant;
import java.time.ZoneOffset;
import java.util.OptionalLong;
import java.util.regex.Pattern;

/// The number of an invoice that people use, such as `CAR-2026-000123`.
///
/// @param serial runs through all invoices of the deployment, also into the next year
/// @param createdAt of the invoice; its year in UTC is part of the number
public record InvoiceNumber(long serial, Instant createdAt) {
  private static final Pattern WRITTEN = Pattern.compile("(?i)car-\\d{4,9}-(\\d{1,12})");

  /// The serial in a number as people write it; empty if the text is no such number.
  public static OptionalLong serialIn(String text) {
    var found = WRITTEN.matcher(text.strip());
    return found.matches() ? OptionalLong.of(Long.parseLong(found.group(1))) : OptionalLong.empty();
  }

  @Override
  public String toString() {
    return "CAR-%04d-%06d".formatted(createdAt.atZone(ZoneOffset.UTC).getYear(), serial);
  }
}
