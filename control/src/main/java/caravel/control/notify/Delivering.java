package caravel.control.notify;

import caravel.control.job.Backoff;
import caravel.control.notify.Receipt.Copy;
import caravel.control.notify.Receipt.Target;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Decides the next step for a message. It is sent as soon as one relay of the recipient has it,
/// and retried for ever until then. The other relays and the robot's own copy get a few more tries.
final class Delivering {
  /// For each relay, once the message is sent.
  static final int TRIES_MAX = 5;

  /// Most look-ups of a mailbox while some indexers do not answer.
  static final int LOOKS_MAX = 3;

  private static final Backoff BACKOFF = new Backoff(Duration.ofSeconds(5), Duration.ofHours(1));

  private Delivering() {}

  /// @param attempts rounds, including this one
  /// @param jitter 0 up to 1, exclusive
  record Round(
      List<Target> targets, List<Receipt> receipts, int attempts, Instant at, double jitter) {
    Round {
      targets = List.copyOf(targets);
      receipts = List.copyOf(receipts);
    }
  }

  /// @param retryAt null = nothing is left to do
  record Next(boolean isSaid, @Nullable Instant retryAt) {}

  static Next next(Round round) {
    var isSaid = isSaid(round.receipts());
    var isDone = isSaid && open(round.targets(), round.receipts()).isEmpty();
    return new Next(isSaid, isDone ? null : later(round.attempts(), round.at(), round.jitter()));
  }

  /// The relays that still need their copy.
  static List<Target> open(List<Target> targets, List<Receipt> receipts) {
    var isSaid = isSaid(receipts);
    return targets.stream().filter(target -> isOpen(target, receipts, isSaid)).toList();
  }

  static Instant later(int attempts, Instant at, double jitter) {
    return at.plus(BACKOFF.after(attempts, jitter));
  }

  private static boolean isOpen(Target target, List<Receipt> receipts, boolean isSaid) {
    return receipts.stream()
        .filter(receipt -> receipt.isOf(target))
        .findAny()
        .map(last -> !last.isTaken() && !(isSaid && last.tries() >= TRIES_MAX))
        .orElse(true);
  }

  private static boolean isSaid(List<Receipt> receipts) {
    return receipts.stream()
        .anyMatch(receipt -> receipt.copy() == Copy.RECIPIENT && receipt.isTaken());
  }
}
