package caravel.verify.bench;

import caravel.nostr.Event;
import caravel.nostr.EventJson;
import caravel.nostr.SecretKey;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.stream.Stream;

/// The cost of one signature verification on one core of this machine: the unit of all CPU figures.
/// Each verified signature is of another key, so that the unit includes parsing the key.
final class VerifyRate {
  private static final int EVENTS = 1_000;
  private static final int ROUNDS = 8;
  private static final double NANOS_PER_MICRO = 1e3;

  /// @param micros of CPU for one BIP-340 verification by libsecp256k1
  /// @param wholeMicros for reading, hashing and verifying one event of the test shape
  record Unit(double micros, double wholeMicros) {}

  private VerifyRate() {}

  /// The best of a few rounds on this thread.
  static Unit measure() {
    var empty = Stream.generate(VerifyRate::emptyEvent).limit(EVENTS * ROUNDS).toList();
    var full =
        new TestEvents(SecretKey.generate(), 2, 1)
            .next(EVENTS).stream().map(EventJson::write).toList();
    double verify = Double.MAX_VALUE;
    double whole = Double.MAX_VALUE;
    for (int round = 0; round < ROUNDS; round++) {
      long begun = cpuNanos();
      for (var event : empty.subList(round * EVENTS, (round + 1) * EVENTS)) {
        require(event.hasValidSignature());
      }
      long between = cpuNanos();
      for (var json : full) {
        require(EventJson.parse(json).check() == Event.Check.GENUINE);
      }
      long end = cpuNanos();
      verify = Math.min(verify, (between - begun) / NANOS_PER_MICRO / EVENTS);
      whole = Math.min(whole, (end - between) / NANOS_PER_MICRO / EVENTS);
    }
    return new Unit(verify, whole);
  }

  private static Event emptyEvent() {
    return Event.sign(SecretKey.generate(), 1, TestEvents.KIND, List.of(), "");
  }

  private static long cpuNanos() {
    return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
  }

  private static void require(boolean genuine) {
    if (!genuine) {
      throw new WrongAnswerException("a genuine event was not recognised");
    }
  }
}
