package caravel.control.billing.core;

import caravel.control.billing.core.Invoice.Reason;
import caravel.control.billing.core.Invoice.State;
import caravel.control.money.InvoiceId;
import caravel.control.money.Money;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Decides when items become an invoice, and when an open invoice is replaced.
public final class Invoicing {
  private Invoicing() {}

  /// The deployment's settings.
  ///
  /// @param minimum a smaller draft is carried over to the next invoice
  /// @param payFirst which tenants' paid relays start only after payment
  public record Rules(Money minimum, Duration grace, PayFirst payFirst) {
    public Rules(Money minimum, Duration grace) {
      this(minimum, grace, PayFirst.RETURNING);
    }
  }

  /// The next step. The caller performs it in one transaction under the tenant's lock, and asks
  /// again until there is none.
  public sealed interface Decision {
    record Nothing() implements Decision {}

    record Make(Draft draft, Grace grace) implements Decision {}

    /// Void an invoice and create another for the rest, with the same due date.
    record Replace(InvoiceId old, Draft draft, Grace grace) implements Decision {}

    /// Void an invoice whose remaining amount is not worth collecting.
    ///
    /// @param passesOn due date of the next invoice if it is created before then; null = the next
    ///   invoice has a new grace
    record Dissolve(InvoiceId old, @Nullable Instant passesOn) implements Decision {}
  }

  /// Creates and replaces invoices until no decision is left.
  ///
  /// @param paying see [#next]
  /// @param ids of new invoices
  public static TenantLedger settle(
      TenantLedger ledger,
      Set<InvoiceId> paying,
      Rules rules,
      Instant now,
      Supplier<InvoiceId> ids) {
    var next = ledger;
    while (true) {
      next = next.withReversals(now);
      switch (next(next, paying, rules, now)) {
        case Decision.Nothing _ -> {
          return next;
        }
        case Decision.Make(var draft, var grace) ->
            next = next.made(made(ids.get(), draft, grace, now), draft.ids());
        case Decision.Replace(var old, var draft, var grace) ->
            next = next.replaced(old, now).made(made(ids.get(), draft, grace, now), draft.ids());
        case Decision.Dissolve(var old, var passesOn) -> next = next.dissolved(old, now, passesOn);
      }
    }
  }

  private static Invoice made(InvoiceId id, Draft draft, Grace grace, Instant now) {
    return new Invoice(id, draft.total().toMoney(), now, new State.Open(grace));
  }

  /// @param paying invoices with a payment under way or unknown; they are left unchanged
  public static Decision next(
      TenantLedger ledger, Set<InvoiceId> paying, Rules rules, Instant now) {
    var draft = ledger.draft();
    var stale = stale(ledger, paying, draft);
    if (stale.isPresent()) {
      return replace(ledger, stale.get(), rules, now);
    }
    return draft.isAskedFor(rules.minimum())
        ? new Decision.Make(draft, graceFrom(now, ledger, rules))
        : new Decision.Nothing();
  }

  /// The oldest open invoice that must be replaced. It has a charge that ended, is open although
  /// the tenant has credit, or uses credit whose payment was refunded.
  private static Optional<Invoice> stale(TenantLedger ledger, Set<InvoiceId> paying, Draft draft) {
    return ledger.open().stream()
        .filter(invoice -> !paying.contains(invoice.id()))
        .filter(invoice ->
            draft.total().isNegative()
                || ledger.hasEndedCharge(invoice.id())
                || ledger.usesRefundedCredit(invoice.id()))
        .findFirst();
  }

  private static Decision replace(TenantLedger ledger, Invoice old, Rules rules, Instant now) {
    var left = ledger.draftWithout(old.id());
    return switch (old.state()) {
      // The next invoice is created after the credit was taken back.
      case State.Open(var grace) when ledger.usesRefundedCredit(old.id()) ->
          new Decision.Dissolve(old.id(), dueAt(grace, now));
      case State.Open(var grace) when left.isAskedFor(rules.minimum()) ->
          new Decision.Replace(old.id(), left, grace);
      case State.Open(var grace) when ledger.hasEndedCharge(old.id()) ->
          new Decision.Dissolve(old.id(), dueAt(grace, now));
      case State.Open _ -> new Decision.Dissolve(old.id(), null);
      case State.Paid _, State.Voided _ -> throw new IllegalArgumentException("closed: " + old);
    };
  }

  private static Instant dueAt(Grace grace, Instant now) {
    return switch (grace) {
      case Grace.Running(var due) -> due;
      case Grace.Still(var left) -> now.plus(left);
    };
  }

  /// The grace of a new invoice. An invoice that follows a dissolved one within its grace keeps
  /// that due date. Only a payment starts a new grace.
  private static Grace graceFrom(Instant now, TenantLedger ledger, Rules rules) {
    var paidAt = ledger.lastPayment();
    return ledger.invoices().values().stream()
        .flatMap(invoice ->
            invoice.state() instanceof State.Voided(var at, _, var due, _)
                    && due != null
                    && due.isAfter(now)
                    && at.isAfter(paidAt)
                ? Stream.of(due)
                : Stream.empty())
        .min(Comparator.naturalOrder())
        .<Grace>map(Grace.Running::new)
        .orElseGet(() -> new Grace.Running(now.plus(rules.grace())));
  }

  /// How the last paid or forgiven invoice ended. A payment that was lost in a dispute counts as a
  /// forgiven invoice.
  public enum Outcome {
    NONE,
    PAID,
    FORGIVEN
  }

  /// Ignores replaced and written-off invoices.
  public static Outcome lastOutcome(TenantLedger ledger) {
    var disputes =
        ledger.refunds().values().stream()
            .filter(refund -> refund.kind() == Refund.Kind.DISPUTE && !refund.isUndone())
            .map(refund -> new Closing(refund.at(), Rank.LOST));
    var closings =
        ledger.invoices().values().stream().flatMap(invoice -> closing(invoice.state()).stream());
    return Stream.concat(closings, disputes)
        .max(Comparator.comparing(Closing::at).thenComparing(Closing::rank))
        .map(closing -> closing.rank() == Rank.PAID ? Outcome.PAID : Outcome.FORGIVEN)
        .orElse(Outcome.NONE);
  }

  /// Which tenants' paid relays start only after payment. The settings have the name in lower case.
  public enum PayFirst {
    /// Tenants with a forgiven invoice, until they pay one.
    RETURNING,
    /// Tenants of `RETURNING`, and tenants who have never paid.
    NEW,
    NEVER;

    public boolean appliesTo(Outcome last) {
      return switch (this) {
        case RETURNING -> last == Outcome.FORGIVEN;
        case NEW -> last != Outcome.PAID;
        case NEVER -> false;
      };
    }
  }

  /// Orders two endings in the same second.
  private enum Rank {
    FORGIVEN,
    PAID,
    LOST
  }

  private record Closing(Instant at, Rank rank) {}

  private static Optional<Closing> closing(State state) {
    return switch (state) {
      case State.Paid(var at, _, _) -> Optional.of(new Closing(at, Rank.PAID));
      case State.Voided(var at, var reason, _, _) when reason == Reason.FORGIVEN ->
          Optional.of(new Closing(at, Rank.FORGIVEN));
      case State.Voided _, State.Open _ -> Optional.empty();
    };
  }
}
