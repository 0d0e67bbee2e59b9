package caravel.control.billing.document;

import java.time.Instant;
import java.time.ZoneOffset;

/// The number of an invoice that people use, such as `CAR-2026-000123`.
///
/// @param serial runs through all invoices of the deployment, also into the next year
/// @param createdAt of the invoice; its year in UTC is part of the number
public record InvoiceNumber(long serial, Instant createdAt) {
  @Override
  public String toString() {
    return "CAR-%04d-%06d".formatted(createdAt.atZone(ZoneOffset.UTC).getYear(), serial);
  }
}
