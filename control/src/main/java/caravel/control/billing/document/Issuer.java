package caravel.control.billing.document;

import org.jspecify.annotations.Nullable;

/// The operator as the seller on invoices. Each text may be empty.
///
/// @param address of several lines
/// @param contact as it is printed: an email address, an `https:` address or an npub
/// @param tax null = no tax is shown
public record Issuer(
    String name, String address, String contact, String taxId, @Nullable TaxRule tax) {
  public static final Issuer NONE = new Issuer("", "", "", "", null);
}
