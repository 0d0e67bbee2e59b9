package caravel.control.billing;

import caravel.control.billing.core.Invoicing;
import caravel.control.billing.document.Issuer;
import caravel.control.money.Currency;
import caravel.control.money.InvoiceId;
import caravel.control.plan.Plans;

/// The operator's billing settings.
///
/// @param appUrl the web app's public base, without a trailing slash, for links in notices
/// @param issuer the seller on invoices and receipts
public record BillingTerms(Plans plans, Invoicing.Rules rules, String appUrl, Issuer issuer) {
  /// Terms of an operator who gives no name.
  public BillingTerms(Plans plans, Invoicing.Rules rules, String appUrl) {
    this(plans, rules, appUrl, Issuer.NONE);
  }

  Currency currency() {
    return plans.currency();
  }

  /// The address where an invoice is shown and paid.
  ///
  /// @param returnUrl where the tenant's client wants people to return to; `""` = the web app
  String link(InvoiceId invoice, String returnUrl) {
    if (returnUrl.isEmpty()) {
      return appUrl + "/account?invoice=" + invoice.value();
    }
    var hash = returnUrl.indexOf('#');
    var base = hash < 0 ? returnUrl : returnUrl.substring(0, hash);
    var rest = hash < 0 ? "" : returnUrl.substring(hash);
    return base + (base.contains("?") ? "&" : "?") + "invoice=" + invoice.value() + rest;
  }

  String account(String returnUrl) {
    return returnUrl.isEmpty() ? appUrl + "/account" : returnUrl;
  }
}
