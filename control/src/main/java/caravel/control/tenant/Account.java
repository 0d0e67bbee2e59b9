package caravel.control.tenant;

import caravel.control.money.Currency;
import caravel.control.money.Money;
import caravel.nostr.Msats;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// What is kept of a tenant's money where everybody who may see the tenant may see it. Billing
/// derives it and keeps it true; nothing is decided from it.
public record Account(Dues dues, WalletLink wallet, CardLink card) {
  /// How the tenant stands with us.
  ///
  /// @param anchor where the tenant's periods are counted from; null = nothing was billable yet
  /// @param renewsAt the next period start; null = nothing is billable
  /// @param churnedAt an invoice was forgiven then, and nothing was paid or reactivated since
  /// @param credit money received and not yet used
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

  /// The tenant's own wallet, from which invoices are paid by themselves.
  ///
  /// @param sealedUrl its connection, encrypted; `""` = none
  /// @param pubkey of the wallet, as hex; `""` = none
  /// @param budget what it lets us spend, as far as it told; null = it did not
  /// @param error why it did not pay the last time, as a sentence; `""` = it did
  public record WalletLink(String sealedUrl, String pubkey, @Nullable Msats budget, String error) {
    public static final WalletLink NONE = new WalletLink("", "", null, "");

    public boolean isSet() {
      return !sealedUrl.isEmpty();
    }

    public WalletLink failing(String sentence) {
      return new WalletLink(sealedUrl, pubkey, budget, sentence);
    }
  }

  /// The tenant at the card processor.
  ///
  /// @param customerId `""` = unknown there
  /// @param paymentMethodId the saved card; `""` = none
  /// @param brand of the saved card
  /// @param last4 digits of the saved card
  /// @param error why it did not pay the last time, as a sentence; `""` = it did
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

  /// Of somebody who never owed anything.
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
