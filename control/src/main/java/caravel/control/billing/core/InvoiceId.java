package caravel.control.billing.core;

/// The id of an invoice.
public record InvoiceId(String value) {
  @Override
  public String toString() {
    return value;
  }
}
