package caravel.control.hosting;

import caravel.control.hosting.Hosting.Parts;
import java.time.Duration;
import java.time.InstantSource;
import java.util.random.RandomGenerator;

/// The work of [Hosting] in single steps, for a simulation: each runs in place, on the thread that
/// takes it, and nobody waits.
public final class HostingSteps {
  private static final Reconciler.Finished NOBODY =
      new Reconciler.Finished() {
        @Override
        public void ended() {}

        @Override
        public void complain(String what) {}
      };

  private final Reconciler reconciler;
  private final Probers probers;
  private final Eraser eraser;

  /// @param probeAgain called when a host works again, so that all its relays are to be probed
  public HostingSteps(
      Parts parts, InstantSource clock, RandomGenerator random, Runnable probeAgain) {
    var specs = new Specs(parts.relays(), parts.plans());
    var history = parts.history();
    var around = new Reconciler.Surroundings(clock, random, _ -> {}, Runnable::run, NOBODY);
    // Each call of probeAll looks at deleted relays as well.
    this.probers = new Probers(parts, around, Probing.SELDOM_EVERY, _ -> probeAgain.run());
    this.reconciler = new Reconciler(parts.relays(), specs, parts.hosts(), around, probers);
    this.eraser = new Eraser(parts.relays(), specs, parts.hosts(), history, clock);
  }

  /// Works on relays that are not as wished, and answers how long to rest.
  public Duration reconcile() {
    return reconciler.round();
  }

  /// Looks at every relay once.
  ///
  /// @return whether a host is at fault and is to be probed again soon
  public boolean probeAll() {
    for (var domain : probers.domains()) {
      var prober = probers.of(domain);
      do {
        prober.round();
      } while (!prober.isAtTheBeginning());
    }
    return !probers.faults().isEmpty();
  }

  /// Erases what was deleted long enough ago, and answers how long to rest.
  public Duration erase() {
    return eraser.round();
  }
}
