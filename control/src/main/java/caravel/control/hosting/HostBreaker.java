package caravel.control.hosting;

import caravel.control.relay.RelayId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The circuit breaker of one host. If more than 20 % of its relays drift, the host itself is at
/// fault (such as a proxy that answers 404 during a deployment), and repairs stop.
///
/// It closes when the drift is gone. If one relay that is repaired on trial is in sync (the host
/// came back from an old copy), all relays are repaired.
final class HostBreaker {
  static final int DIFFERING_PERCENT_MAX = 20;

  /// Fewer drifted relays than this never open the breaker.
  static final int DIFFERING_MIN = 3;

  /// Number of latest probes that the share is computed from.
  static final int WINDOW_LOOKS = 64;

  static final Duration FIRST_TRIAL_AFTER = Duration.ofMinutes(1);

  /// How long to wait for a trial's outcome before another relay is tried.
  static final Duration TRIAL_EVERY = Duration.ofMinutes(15);

  private static final Logger LOG = LoggerFactory.getLogger(HostBreaker.class);

  private enum State {
    /// Drift is repaired.
    CLOSED,
    /// Drift is only counted.
    OPEN,
    /// The trial succeeded: all drift of the next sweep is repaired.
    REPAIRING
  }

  private final String domain;
  private final Deque<Boolean> window = new ArrayDeque<>();
  private State state = State.CLOSED;
  private Instant since = Instant.EPOCH;
  private Instant nextTrial = Instant.EPOCH;
  private @Nullable RelayId trial;
  private String fault = "";

  HostBreaker(String domain) {
    this.domain = domain;
  }

  synchronized boolean isOpen() {
    return state == State.OPEN;
  }

  /// Records the observations of some of the host's relays.
  ///
  /// @param answered number of relays that answered
  /// @return the relays to repair
  synchronized List<RelayId> admit(int answered, List<RelayId> differing, Instant now) {
    for (var number = 0; number < answered; number++) {
      window.addLast(number < differing.size());
    }
    while (window.size() > Math.max(WINDOW_LOOKS, answered)) {
      window.removeFirst();
    }
    if (state == State.CLOSED && isHostsFault()) {
      open(now);
    }
    return switch (state) {
      case CLOSED, REPAIRING -> differing;
      case OPEN -> onTrial(differing, now);
    };
  }

  /// Ends a sweep over the host's relays.
  ///
  /// @param answered number of relays that answered in it
  /// @param differing number of drifted relays
  synchronized void sweepEnded(int answered, int differing) {
    if (state == State.REPAIRING || (state == State.OPEN && !exceeds(answered, differing))) {
      if (state == State.OPEN) {
        LOG.info("the relays of {} are as wished again", domain);
      }
      close();
    }
  }

  /// Records that a repaired relay is in sync.
  ///
  /// @return whether it was the trial, so that all relays are probed again
  synchronized boolean confirmed(RelayId relay) {
    if (state != State.OPEN || !relay.equals(trial)) {
      return false;
    }
    LOG.info("the host of {} takes its relays again: all that differ are sent", domain);
    state = State.REPAIRING;
    trial = null;
    return true;
  }

  /// null = the host is not at fault.
  synchronized @Nullable HostFault fault() {
    return state == State.OPEN ? new HostFault(domain, fault, since) : null;
  }

  private List<RelayId> onTrial(List<RelayId> differing, Instant now) {
    if (differing.isEmpty() || now.isBefore(nextTrial)) {
      return List.of();
    }
    nextTrial = now.plus(TRIAL_EVERY);
    trial = differing.getFirst();
    return List.of(differing.getFirst());
  }

  private void open(Instant now) {
    state = State.OPEN;
    since = now;
    nextTrial = now.plus(FIRST_TRIAL_AFTER);
    fault =
        "%d of %d probed relays differ from their desired state, so the fault is the host's; they are not sent again until one is in sync."
            .formatted(differingLooks(), window.size());
    LOG.warn("the host of {}: {}", domain, fault);
  }

  private void close() {
    state = State.CLOSED;
    trial = null;
    window.clear();
  }

  private boolean isHostsFault() {
    return exceeds(window.size(), differingLooks());
  }

  private int differingLooks() {
    return (int) window.stream().filter(differs -> differs).count();
  }

  private static boolean exceeds(int answered, int differing) {
    return differing >= DIFFERING_MIN && differing * 100L > (long) answered * DIFFERING_PERCENT_MAX;
  }
}
