package caravel.verify.simulate;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Injects faults: external calls whose request or answer is lost, and the death of the process
/// before or after a write or a call. The script determines all of them.
final class FaultInjector {
  /// The external systems.
  enum Place {
    RELAY_HOST,
    WALLET,
    TENANT_WALLET,
    CARDS,
    MESSAGES
  }

  /// The fault of one call.
  enum Mishap {
    NONE,
    /// The request never arrived.
    LOST_REQUEST,
    /// The request took effect, and the answer was lost.
    LOST_ANSWER
  }

  /// A period of failing calls at one place.
  ///
  /// @param percent of the calls that fail
  record Weather(Place place, Instant until, int percent, Random random) {}

  private final VirtualClock clock;
  private final RecentEvents diary;
  private final List<Weather> weathers = new ArrayList<>();
  private final Map<Place, Instant> lastTrouble = new EnumMap<>(Place.class);
  private Runnable meanwhile = () -> {};
  private boolean inMeanwhile;
  private int momentsLeft = -1;
  private boolean dead;
  private long commits;

  FaultInjector(VirtualClock clock, RecentEvents diary) {
    this.clock = clock;
    this.diary = diary;
  }

  void begins(Place place, Duration length, int percent, long salt) {
    weathers.add(new Weather(place, clock.truth().plus(length), percent, new Random(salt)));
  }

  /// Kills the process at the n-th possible moment from now: before and after each commit and each
  /// call.
  void diesAt(int moment) {
    momentsLeft = moment;
  }

  /// Runs this in the middle of the next call.
  void during(Runnable happening) {
    meanwhile = happening;
  }

  /// Records a failure at a place that was not caused by a call.
  void troubled(Place place) {
    lastTrouble.put(place, clock.truth());
  }

  /// When a call to a place last failed.
  Instant lastTrouble(Place place) {
    return lastTrouble.getOrDefault(place, Instant.MIN);
  }

  /// The end of the last known period of failures.
  Instant badUntil() {
    return weathers.stream().map(Weather::until).max(Instant::compareTo).orElse(Instant.MIN);
  }

  /// Whether the process has died: its remaining code has no effect any more.
  boolean isDead() {
    return dead;
  }

  /// Records that another process has started.
  void isBorn() {
    dead = false;
    momentsLeft = -1;
  }

  /// Number of writes so far. While it is the same, so are all tables.
  long commits() {
    return commits;
  }

  /// Records that the database was changed outside the program.
  void databaseChanged() {
    commits++;
  }

  /// Runs before a commit. If the process dies here, nothing is committed.
  void beforeCommit() {
    moment("before", "a commit");
  }

  /// Runs after a commit. If the process dies here, its caller does not learn of it.
  void afterCommit() {
    commits++;
    moment("after", "a commit");
  }

  /// Makes an external call.
  ///
  /// @param unknown the answer for an unknown outcome
  <T> T call(Place place, String what, Supplier<T> effect, Supplier<T> unknown) {
    happenMeanwhile();
    moment("before", what);
    return switch (mishap(place)) {
      case NONE -> {
        var answer = effect.get();
        moment("after", what);
        tell(what, "→", answer);
        yield answer;
      }
      case LOST_REQUEST -> {
        tell(what, "→ lost before it arrived", "");
        yield unknown.get();
      }
      case LOST_ANSWER -> {
        var answer = effect.get();
        tell(what, "→ lost on the way back:", answer);
        yield unknown.get();
      }
    };
  }

  private void happenMeanwhile() {
    if (inMeanwhile) {
      return;
    }
    var happening = meanwhile;
    meanwhile = () -> {};
    inMeanwhile = true;
    try {
      happening.run();
    } finally {
      inMeanwhile = false;
    }
  }

  private Mishap mishap(Place place) {
    var now = clock.truth();
    weathers.removeIf(weather -> !weather.until().isAfter(now));
    for (var weather : weathers) {
      if (weather.place() == place && weather.random().nextInt(100) < weather.percent()) {
        lastTrouble.put(place, now);
        return weather.random().nextBoolean() ? Mishap.LOST_REQUEST : Mishap.LOST_ANSWER;
      }
    }
    return Mishap.NONE;
  }

  /// Formats the line only if it will be kept.
  private void tell(String what, String how, @Nullable Object answer) {
    if (diary.isKept()) {
      diary.accept("  " + what + " " + how + " " + answer);
    }
  }

  private void moment(String when, String what) {
    if (dead) {
      throw new Death(when + " " + what);
    }
    if (momentsLeft >= 0 && momentsLeft-- == 0) {
      dead = true;
      diary.accept("  the process dies " + when + " " + what);
      throw new Death(when + " " + what);
    }
  }
}
