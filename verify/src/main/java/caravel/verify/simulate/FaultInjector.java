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

/// What goes wrong: calls to the outside whose request or answer is lost, and the death of the
/// process before or after a write or a call. All of it is drawn from the script.
final class FaultInjector {
  /// Whoever is called.
  enum Place {
    RELAY_HOST,
    WALLET,
    TENANT_WALLET,
    CARDS,
    MESSAGES
  }

  /// What befalls one call.
  enum Mishap {
    NONE,
    /// It never arrived.
    LOST_REQUEST,
    /// It had its effect, and nobody heard of it.
    LOST_ANSWER
  }

  /// Bad weather at one place.
  ///
  /// @param percent of the calls that suffer
  record Weather(Place place, Instant until, int percent, Random random) {}

  private final VirtualClock clock;
  private final Diary diary;
  private final List<Weather> weathers = new ArrayList<>();
  private final Map<Place, Instant> lastTrouble = new EnumMap<>(Place.class);
  private Runnable meanwhile = () -> {};
  private boolean inMeanwhile;
  private int momentsLeft = -1;
  private boolean dead;
  private long commits;

  FaultInjector(VirtualClock clock, Diary diary) {
    this.clock = clock;
    this.diary = diary;
  }

  void begins(Place place, Duration length, int percent, long salt) {
    weathers.add(new Weather(place, clock.truth().plus(length), percent, new Random(salt)));
  }

  /// The process dies at the n-th moment from now at which it can: before and after each commit and
  /// each call.
  void diesAt(int moment) {
    momentsLeft = moment;
  }

  /// The next call takes so long that something else happens meanwhile.
  void during(Runnable happening) {
    meanwhile = happening;
  }

  /// Something went wrong there without anybody having called.
  void troubled(Place place) {
    lastTrouble.put(place, clock.truth());
  }

  /// When a call to a place last went wrong.
  Instant lastTrouble(Place place) {
    return lastTrouble.getOrDefault(place, Instant.MIN);
  }

  /// Until when the weather is known to be bad anywhere.
  Instant badUntil() {
    return weathers.stream().map(Weather::until).max(Instant::compareTo).orElse(Instant.MIN);
  }

  /// Whether the process has died: what still runs of it has no effect any more.
  boolean isDead() {
    return dead;
  }

  /// Another process takes its place.
  void isBorn() {
    dead = false;
    momentsLeft = -1;
  }

  /// How often something was written so far. While it stays the same, so do all tables.
  long commits() {
    return commits;
  }

  /// The database was changed from outside the program.
  void databaseChanged() {
    commits++;
  }

  /// A transaction is about to run. If the process dies now, nothing of it has happened.
  void beforeCommit() {
    moment("before", "a commit");
  }

  /// A transaction is committed. If the process dies now, its caller is not told.
  void afterCommit() {
    commits++;
    moment("after", "a commit");
  }

  /// A call to the outside.
  ///
  /// @param unknown the answer of which nothing follows
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

  /// Nothing is put into words that nobody will read.
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
