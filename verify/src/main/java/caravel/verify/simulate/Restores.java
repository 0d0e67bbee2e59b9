package caravel.verify.simulate;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The time spans that restores of older copies erased from the database.
final class Restores {
  /// How long Lightning invoices and pages of a gap can be paid. The database no longer contains
  /// them.
  private static final Duration PAYABLE_MAX = Duration.ofDays(3);

  private final List<Gap> gaps = new ArrayList<>();
  private @Nullable Instant copiedAt;

  /// Changes after `from` and until `to` are no longer in the database.
  private record Gap(Instant from, Instant to) {}

  void copied(Instant now) {
    copiedAt = now;
  }

  boolean hasCopy() {
    return copiedAt != null;
  }

  void restored(Instant now) {
    if (copiedAt != null) {
      gaps.add(new Gap(copiedAt, now));
    }
  }

  boolean hasRestored() {
    return !gaps.isEmpty();
  }

  /// Whether an instant is in a gap.
  boolean isInGap(Instant at) {
    return gaps.stream().anyMatch(gap -> at.isAfter(gap.from()) && !at.isAfter(gap.to()));
  }

  /// Whether a payment may be for an object that was created in a gap.
  boolean mayBeForgotten(Instant at) {
    return gaps.stream()
        .anyMatch(gap -> at.isAfter(gap.from()) && !at.isAfter(gap.to().plus(PAYABLE_MAX)));
  }
}
