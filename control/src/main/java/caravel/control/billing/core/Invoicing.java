package caravel.control.billing.core;

import caravel.control.billing.core.Invoice.Reason;
import caravel.control.billing.core.Invoice.State;
import caravel.control.money.Money;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.Optional;
import java.util.Set;

/// When items become an invoice, and when an invoice gives way to another.
public final class Invoicing {
  private Invoicing() {}

  /// The deployment's settings.
  ///
  /// @param minimum less than this rolls forward
  public record Rules(Money minimum, Duration grace) {}

  /// What is to be done next. It is done in one transaction under the tenant's lock, and then asked
  /// again until there is nothing.
  public sealed interface Decision {
    record Nothing() implements Decision {}

    record Make(Draft draft, Grace grace) implements Decision {}

    /// Void an invoice and make one for what is left, due when the old one was.
    record Replace(InvoiceId old, Draft draft, Grace grace) implements Decision {}

    /// Void an invoice of which nothing is left that is worth asking for.
    record Dissolve(InvoiceId old) implements Decision {}
  }

  /// @param paying invoices of which a payment is in flight or unknown: these are left as they are
  public static Decision next(Books books, Set<InvoiceId> paying, Rules rules, Instant now) {
    var draft = books.draft();
    var stale = stale(books, paying, draft);
    if (stale.isPresent()) {
      return replace(books, stale.get(), rules);
    }
    return draft.total().reaches(rules.minimum())
        ? new Decision.Make(draft, graceFrom(now, books, rules))
        : new Decision.Nothing();
  }

  /// The oldest open invoice that asks for what is switched off, or that stands open while we hold
  /// the tenant's money.
  private static Optional<Invoice> stale(Books books, Set<InvoiceId> paying, Draft draft) {
    return books.open().stream()
        .filter(invoice -> !paying.contains(invoice.id()))
        .filter(invoice -> draft.total().isNegative() || books.hasEndedCharge(invoice.id()))
        .findFirst();
  }

  private static Decision replace(Books books, Invoice old, Rules rules) {
    var left = books.draftWithout(old.id());
    return switch (old.state()) {
      case State.Open(var grace) when left.total().reaches(rules.minimum()) ->
          new Decision.Replace(old.id(), left, grace);
      case State.Open _ -> new Decision.Dissolve(old.id());
      case State.Paid _, State.Voided _ -> throw new IllegalArgumentException("closed: " + old);
    };
  }

  private static Grace graceFrom(Instant now, Books books, Rules rules) {
    var shortened =
        lastClosedWasForgiven(books) && rules.grace().compareTo(Grace.AFTER_FORGIVING) > 0;
    return new Grace.Running(now.plus(shortened ? Grace.AFTER_FORGIVING : rules.grace()));
  }

  /// Replaced and written-off invoices say nothing about the tenant.
  private static boolean lastClosedWasForgiven(Books books) {
    return books.invoices().values().stream()
        .flatMap(invoice -> closing(invoice.state()).stream())
        .max(Comparator.comparing(Closing::at).thenComparing(Closing::paid))
        .map(closing -> !closing.paid())
        .orElse(false);
  }

  private record Closing(Instant at, boolean paid) {}

  private static Optional<Closing> closing(State state) {
    return switch (state) {
      case State.Paid(var at, _, _) -> Optional.of(new Closing(at, true));
      case State.Voided(var at, var reason) when reason == Reason.FORGIVEN ->
          Optional.of(new Closing(at, false));
      case State.Voided _, State.Open _ -> Optional.empty();
    };
  }
}
