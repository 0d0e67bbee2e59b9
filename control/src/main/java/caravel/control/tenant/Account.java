package caravel.control.tenant;

import caravel.control.money.Currency;
import caravel.control.money.Money;
import caravel.nostr.Msats;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// A tenant's money, for display to all who may see the tenant. Billing computes and updates it; no
/// decision uses it.
public record Account(Dues dues, WalletLink wallet, CardLink card) {
  /// The tenant's billing state.
  ///
  /// @param anchor start of the tenant's periods; null = nothing was billable yet
  /// @param renewsAt the next period start; null = nothing is billable
  /// @param churnedAt when an invoice was forgiven without a later payment or reactivation
  /// @param credit received and unused money
  /// @param disputedAt since when a card payment is disputed; null = none is
  public record Dues(
      @Nullable Instant anchor,
      @Nullable Instant renewsAt,
      @Nullable Instant churnedAt,
      int openInvoices,
      Money credit,
      @Nullable Instant disputedAt) {
    public Dues churned(@Nullable Instant at) {
      return new Dues(anchor, renewsAt, at, openInvoices, credit, disputedAt);
    }

    public Dues disputed(@Nullable Instant since) {
      return new Dues(anchor, renewsAt, churnedAt, openInvoices, credit, since);
    }
  }

  /// The tenant's own wallet, which pays invoices automatically.
  ///
  /// @param sealedUrl its connection, encrypted; `""` = none
  /// @param pubkey of the wallet, as hex; `""` = none
  /// @param budget the reported budget of the connection; null = not reported
  /// @param error message of its last failed payment; `""` = the last one succeeded
  public record WalletLink(String sealedUrl, String pubkey, @Nullable Msats budget, String error) {
    public static final WalletLink NONE = new WalletLink("", "", null, "");

    public boolean isSet() {
      return !sealedUrl.isEmpty();
    }

    public WalletLink failing(String sentence) {
      return new WalletLink(sealedUrl, pubkey, budget, sentence);
    }
  }

  /// The tenant's customer record at the card processor.
  ///
  /// @param customerId `""` = none
  /// @param paymentMethodId the saved card; `""` = none
  /// @param brand of the saved card
  /// @param last4 digits of the saved card
  /// @param error message of its last failed payment; `""` = the last one succeeded
  public record CardLink(
      String customerId, String paymentMethodId, String brand, String last4, String error) {
    public static final CardLink NONE = new CardLink("", "", "", "", "");

    public boolean isSet() {
      return !paymentMethodId.isEmpty();
    }

    public CardLink failing(String sentence) {
      return new CardLink(customerId, paymentMethodId, brand, last4, sentence);
    }
  }

  /// The account of a tenant without invoices.
  public static Account empty(Currency currency) {
    return new Account(
        new Dues(null, null, null, 0, Money.zero(currency), null), WalletLink.NONE, CardLink.NONE);
  }

  public Account with(Dues next) {
    return new Account(next, wallet, card);
  }

  public Account with(WalletLink next) {
    return new Account(dues, next, card);
  }

  public Account with(CardLink next) {
    return new Account(dues, wallet, next);
  }
}
