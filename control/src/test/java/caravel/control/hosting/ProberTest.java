package caravel.control.hosting;

import static org.assertj.core.api.Assertions.assertThat;

import caravel.control.hosting.RelayHost.Observation;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The number of concurrent probes, and how often member lists are read: finding P7 of the control
/// review.
final class ProberTest {
  private static final int PAGES = 2;

  @TempDir private Path folder;
  private Fleet fleet;

  @BeforeEach
  void open() {
    fleet = new Fleet(folder);
  }

  @AfterEach
  void close() {
    fleet.close();
  }

  @Test
  void a_host_is_probed_in_parallel_within_a_bound() {
    settled(Prober.LOOKS_MAX * PAGES);
    var together = new CyclicBarrier(Prober.LOOKS_MAX);
    var now = new AtomicInteger();
    var most = new AtomicInteger();
    fleet.a.whileProbing =
        () -> {
          most.accumulateAndGet(now.incrementAndGet(), Math::max);
          await(together);
          now.decrementAndGet();
        };
    try (var crew = Executors.newVirtualThreadPerTaskExecutor()) {
      fleet.prober(Fleet.A, fleet.a, crew).round();
    }
    assertThat(most).hasValue(Prober.LOOKS_MAX);
    assertThat(together.isBroken()).isFalse();
  }

  @Test
  void hundred_thousand_relays_fit_into_five_minutes_on_a_host_that_answers_in_20_ms() {
    var looks = 100_000;
    var answer = Duration.ofMillis(20);
    assertThat(answer.multipliedBy(looks).dividedBy(Prober.LOOKS_MAX))
        .isLessThan(Hosting.PROBE_EVERY);
    var page = Probing.pageRelays(looks);
    assertThat(Probing.rest(Hosting.PROBE_EVERY, Math.ceilDiv(looks, page)))
        .isGreaterThan(answer.multipliedBy(page).dividedBy(Prober.LOOKS_MAX));
  }

  @Test
  void the_list_of_members_is_read_once_an_hour() {
    settled(1);
    var prober = fleet.prober(Fleet.A, fleet.a, Runnable::run);
    prober.round();
    assertThat(fleet.a.membersRead).hasValue(1);
    var sweeps = (int) Probing.SELDOM_EVERY.dividedBy(Hosting.PROBE_EVERY);
    for (var sweep = 0; sweep < sweeps; sweep++) {
      prober.round();
    }
    assertThat(fleet.a.membersRead.get()).isBetween(1, 2);
  }

  @Test
  void a_host_that_answers_nothing_is_not_asked_for_the_whole_page() {
    var relays = Prober.LOOKS_MAX * PAGES + 1;
    settled(relays);
    var asked = new AtomicInteger();
    var silent =
        new SilentHost(
            fleet.a,
            () -> {
              asked.incrementAndGet();
              return new Observation.Unknown("no answer in time", true);
            });
    fleet.prober(Fleet.A, silent, Runnable::run).round();
    assertThat(asked).hasValue(Prober.LOOKS_MAX);
  }

  private void settled(int relays) {
    var reconciler = fleet.reconciler(Runnable::run);
    for (var number = 0; number < relays; number++) {
      fleet.create(number, Fleet.A, "club" + number);
    }
    while (fleet.a.applied.size() < relays) {
      reconciler.round();
    }
  }

  private static void await(CyclicBarrier barrier) {
    try {
      barrier.await(20, TimeUnit.SECONDS);
    } catch (InterruptedException stop) {
      Thread.currentThread().interrupt();
    } catch (BrokenBarrierException | TimeoutException tooFew) {
      throw new IllegalStateException("too few looks at once", tooFew);
    }
  }
}
