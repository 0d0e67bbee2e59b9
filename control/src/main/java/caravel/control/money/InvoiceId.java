package caravel.control.money;

/// The id of an invoice.
public record InvoiceId(String value) {
  @Override
  public String toString() {
    return value;
  }
}
