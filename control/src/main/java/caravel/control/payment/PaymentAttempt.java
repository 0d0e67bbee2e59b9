package caravel.control.payment;

import caravel.control.money.InvoiceId;
import caravel.control.money.PaymentRail;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// Something that may bring money for an invoice: a BOLT11, a checkout page or a charge of a saved
/// card. One row of `payment_attempts`; its times are those of the wall clock.
///
/// @param id of the row. That of a card charge is the idempotency key at the processor
/// @param progress what is known of it
/// @param findings details of what the receiving side and the payer's wallet said
public record PaymentAttempt(
    String id,
    InvoiceId invoice,
    PaymentRail rail,
    Reference reference,
    Price price,
    Lifetime lifetime,
    Progress progress,
    Findings findings) {
  /// How long a charge of a saved card can take to be decided, by the platform's clock. It is the
  /// expiry of a charge whose processor was removed.
  private static final Duration CHARGE_MAX = Duration.ofDays(1);

  /// `reason` of an attempt that ended because its rail was removed, or its wallet replaced.
  static final String RAIL_REMOVED = "rail_removed";

  /// `reason` of a code that the wallet which created it does not know (M7).
  static final String NOT_FOUND = "not_found";

  /// `reason` of a charge that was found at the processor and is not in a restored database (M4).
  static final String FOUND_AT_PROCESSOR = "found_at_processor";

  /// @param externalId payment hash (64 lower-case hex digits), checkout session or payment intent;
  ///   `""` = not known yet
  /// @param account public key of the platform's wallet, or the customer at the processor; `""` =
  ///   not recorded
  /// @param instrument the BOLT11, the page's address or the saved card
  public record Reference(String externalId, String account, String instrument) {}

  /// @param amount requested: millisatoshis on Lightning, else US cents
  /// @param worth what it settles when paid in full, in the minor unit of the prices' currency
  public record Price(long amount, long worth) {}

  /// @param expiresAt by the clock of the wallet or processor; null = it has no expiry of its own
  public record Lifetime(Instant createdAt, @Nullable Instant expiresAt) {}

  /// @param since when it came into this state
  /// @param looks how often the resolver has looked it up in this state
  /// @param askedAt when a wallet or processor was told to pay; null = never, or it refused
  public record Progress(State state, Instant since, int looks, @Nullable Instant askedAt) {}

  /// @param unpaidAsOf the wallet's clock when it said that the code can never be paid; null = it
  ///   has not said so
  /// @param payerPays whether the payer's wallet says that it still pays an expired code
  /// @param reason for the operator; `""` = none
  /// @param sentence for the tenant, of a charge that is being cancelled; `""` = it is not
  public record Findings(
      @Nullable Instant unpaidAsOf, boolean payerPays, String reason, String sentence) {
    static final Findings NONE = new Findings(null, false, "", "");
  }

  /// The words of the database in lower case.
  public enum State {
    /// The row is written; nothing has been requested yet.
    PREPARED,
    /// A person may still pay the code or page.
    OPEN,
    /// A wallet or processor was told to pay.
    ASKED,
    /// The outcome is not known.
    UNKNOWN,
    SETTLED,
    FAILED,
    EXPIRED;

    public boolean isFinal() {
      return this == SETTLED || this == FAILED || this == EXPIRED;
    }

    /// Whether nothing else may begin for the invoice.
    boolean isBlocking() {
      return this == ASKED || this == UNKNOWN;
    }
  }

  public State state() {
    return progress.state();
  }

  /// Whether a wallet or processor was told to pay it.
  public boolean wasAsked() {
    return progress.askedAt() != null;
  }

  /// When it can no longer be paid, by whichever clock says so.
  public Instant expiresAt() {
    var expiry = lifetime.expiresAt();
    return expiry == null ? lifetime.createdAt().plus(CHARGE_MAX) : expiry;
  }

  /// Whether the code has expired by the platform's clock.
  boolean isExpired(Instant wall) {
    return !wall.isBefore(expiresAt());
  }

  PaymentAttempt with(Reference next) {
    return new PaymentAttempt(id, invoice, rail, next, price, lifetime, progress, findings);
  }

  /// A code as the rules of codes see it.
  Bolt11 code() {
    if (state() == State.SETTLED) {
      return new Bolt11.None();
    }
    return findings.unpaidAsOf() == null && !state().isFinal()
        ? new Bolt11.Made(expiresAt())
        : new Bolt11.Expired(findings.payerPays());
  }

  /// The part of the worth that `received` is of the amount that was requested.
  long worthOf(long received, long requested) {
    return IncomingPayment.share(price.worth(), received, requested);
  }
}
