package caravel.control.payment;

import caravel.control.money.InvoiceId;
import caravel.control.money.PaymentRail;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// An attempt to collect an invoice: a BOLT11, a checkout page or a charge of a saved card. It is
/// one row of `payment_attempts`. Its times are wall clock times.
///
/// @param id of the row. That of a card charge is the idempotency key at the processor
/// @param progress its present state
/// @param findings details that the receiving side and the payer's wallet reported
public record PaymentAttempt(
    String id,
    InvoiceId invoice,
    PaymentRail rail,
    Reference reference,
    Price price,
    Lifetime lifetime,
    Progress progress,
    Findings findings) {
  /// Longest time until a charge of a saved card is decided, by the platform's clock. A charge
  /// whose processor was removed expires after it.
  private static final Duration CHARGE_MAX = Duration.ofDays(1);

  /// `reason` of an attempt that ended because its rail was removed, or its wallet replaced.
  static final String RAIL_REMOVED = "rail_removed";

  /// `reason` of a code that its own wallet does not know (M7).
  static final String NOT_FOUND = "not_found";

  /// `reason` of a charge that a restored database lacked and that was found at the processor (M4).
  static final String FOUND_AT_PROCESSOR = "found_at_processor";

  /// @param externalId payment hash (64 lower-case hex digits), checkout session or payment intent;
  ///   `""` = not known yet
  /// @param account public key of the platform's wallet, or the customer at the processor; `""` =
  ///   not recorded
  /// @param instrument the BOLT11, the page's address or the saved card
  public record Reference(String externalId, String account, String instrument) {}

  /// @param amount the requested amount: millisatoshis on Lightning, else US cents
  /// @param worth its value when paid in full, in the minor unit of the prices' currency
  public record Price(long amount, long worth) {}

  /// @param expiresAt by the clock of the wallet or processor; null = it has no expiry of its own
  public record Lifetime(Instant createdAt, @Nullable Instant expiresAt) {}

  /// @param since when it entered this state
  /// @param looks how often the resolver has looked it up in this state
  /// @param askedAt when a wallet or processor was asked to pay; null = never, or it refused
  public record Progress(State state, Instant since, int looks, @Nullable Instant askedAt) {}

  /// @param unpaidAsOf the wallet's time when it reported that the code can never be paid; null =
  ///   it has not
  /// @param payerPays whether the payer's wallet reports that it is still paying an expired code
  /// @param reason for the operator; `""` = none
  /// @param sentence for the tenant, of a charge that is being cancelled; `""` = it is not
  public record Findings(
      @Nullable Instant unpaidAsOf, boolean payerPays, String reason, String sentence) {
    static final Findings NONE = new Findings(null, false, "", "");
  }

  /// The database has the names in lower case.
  public enum State {
    /// The row is stored, and nothing was requested yet.
    PREPARED,
    /// A person may still pay the code or page.
    OPEN,
    /// A wallet or processor was asked to pay.
    ASKED,
    /// The outcome is unknown.
    UNKNOWN,
    SETTLED,
    FAILED,
    EXPIRED;

    public boolean isFinal() {
      return this == SETTLED || this == FAILED || this == EXPIRED;
    }

    /// Whether it prevents other attempts for the invoice.
    boolean isBlocking() {
      return this == ASKED || this == UNKNOWN;
    }
  }

  public State state() {
    return progress.state();
  }

  /// Whether a wallet or processor was asked to pay it.
  public boolean wasAsked() {
    return progress.askedAt() != null;
  }

  /// The time from which it can no longer be paid, by the clock that decides it.
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

  /// The code as input of the rules in [Bolt11].
  Bolt11 code() {
    if (state() == State.SETTLED) {
      return new Bolt11.None();
    }
    return findings.unpaidAsOf() == null && !state().isFinal()
        ? new Bolt11.Made(expiresAt())
        : new Bolt11.Expired(findings.payerPays());
  }

  /// The value of `received`, as a share of `worth` by the requested amount.
  long worthOf(long received, long requested) {
    return IncomingPayment.share(price.worth(), received, requested);
  }
}
