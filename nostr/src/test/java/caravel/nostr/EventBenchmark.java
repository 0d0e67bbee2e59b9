package caravel.nostr;

import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Random;

/// Measures the CPU time of one thread for each step of reading an event, in microseconds. Run by
/// hand. All variants of a step alternate in one run, and the cheapest round of each counts, so
/// their ratio holds on a busy machine too.
final class EventBenchmark {
  private static final int EVENTS = 1_000;
  private static final int ROUNDS = 30;

  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Signed(byte[] signature, byte[] hash, byte[] key) {}

  private interface Work {
    void run(int index);
  }

  private record Variant(String name, Work work) {}

  private final PrintStream out;
  private SchnorrVerifier empty = SchnorrVerifier.load().orElseThrow();

  private EventBenchmark(PrintStream out) {
    this.out = out;
  }

  public static void main(String[] arguments) {
    var benchmark = new EventBenchmark(System.out);
    benchmark.verification();
    benchmark.reading(150);
    benchmark.reading(1_000);
    benchmark.reading(4_000);
  }

  /// From the text of an EVENT message to its checked id and its JSON. Tags as in the other
  /// benchmarks: `t`, `e` and `p`.
  private void reading(int contentCharacters) {
    var generator = new Generator(2);
    var key = generator.secretKey();
    var messages = new ArrayList<byte[]>();
    for (int i = 0; i < EVENTS; i++) {
      var content = Hex.encode(generator.bytes(contentCharacters / 2)).replace('0', ' ');
      var event =
          Event.sign(
              key,
              1_700_000_000L + i,
              1,
              List.of(
                  List.of("t", "topic-" + i % 50),
                  List.of("e", Hex.encode(generator.bytes(32))),
                  List.of("p", Hex.encode(generator.bytes(32)))),
              content);
      messages.add(new ClientMessage.Publish(event).write().getBytes(StandardCharsets.UTF_8));
    }
    var size = " (" + contentCharacters + " characters)";
    measure(
        List.of(
            new Variant("Jackson, two hashes, write" + size, i -> jackson(messages.get(i))),
            new Variant("EventBytes, one hash" + size, i -> bytes(messages.get(i))),
            new Variant("EventBytes with strings" + size, i -> bytesWithStrings(messages.get(i))),
            new Variant("Jackson: read alone" + size, i -> readByJackson(messages.get(i))),
            new Variant(
                "EventBytes: read alone" + size, i -> EventScanner.scanMessage(messages.get(i)))));
  }

  /// As the engine did: the id was checked, the signature's hash was computed again, and the event
  /// was written for the store.
  private void jackson(byte[] message) {
    var event = readByJackson(message);
    require(event.hasValidId());
    require(event.unsigned().hash().length == 32);
    require(EventJson.write(event).length() > 0);
  }

  private static Event readByJackson(byte[] message) {
    try (var parser = Json.parser(new String(message, StandardCharsets.UTF_8))) {
      for (int i = 0; i < 3; i++) {
        parser.nextToken();
      }
      return EventJson.read(parser);
    }
  }

  private void bytes(byte[] message) {
    var event = Objects.requireNonNull(EventScanner.scanMessage(message));
    require(event.hasValidId());
    require(event.text().length() > 0);
  }

  private void bytesWithStrings(byte[] message) {
    var event = Objects.requireNonNull(EventScanner.scanMessage(message));
    require(event.hasValidId());
    require(event.text().length() + event.event().content().length() > 0);
  }

  private void verification() {
    var generator = new Generator(1);
    var sameKey = new ArrayList<Signed>();
    var manyKeys = new ArrayList<Signed>();
    var key = generator.secretKey();
    for (int i = 0; i < EVENTS; i++) {
      sameKey.add(signed(generator, key));
      manyKeys.add(signed(generator, generator.secretKey()));
    }
    measure(
        List.of(
            new Variant("verify by JNI, one key", i -> require(jni(sameKey.get(i)))),
            new Variant("verify by JNI, 1,000 keys", i -> require(jni(manyKeys.get(i)))),
            new Variant("verify by FFM, one key", i -> require(ffm(sameKey.get(i)))),
            new Variant("verify by FFM, 1,000 known keys", i -> require(ffm(manyKeys.get(i)))),
            new Variant(
                "verify by FFM, 1,000 new keys", i -> require(ffmAnew(i, manyKeys.get(i))))));
  }

  private static boolean jni(Signed signed) {
    return Secp.verifyByJni(signed.signature(), signed.hash(), signed.key());
  }

  private static boolean ffm(Signed signed) {
    return Secp.verify(signed.signature(), signed.hash(), signed.key());
  }

  /// Begins each round without any known key.
  private boolean ffmAnew(int index, Signed signed) {
    if (index == 0) {
      empty =
          new SchnorrVerifier(
              empty.verify(), empty.parseKey(), empty.context(), new ParsedKeyCache());
    }
    return empty.isValid(signed.signature(), signed.hash(), signed.key());
  }

  private static Signed signed(Generator generator, SecretKey key) {
    var hash = generator.bytes(32);
    return new Signed(
        Secp.sign(hash, key.bytes(), generator.bytes(32)), hash, key.publicKey().bytes());
  }

  private void measure(List<Variant> variants) {
    var best = new double[variants.size()];
    Arrays.fill(best, Double.MAX_VALUE);
    var order = new ArrayList<Integer>();
    for (int i = 0; i < best.length; i++) {
      order.add(i);
    }
    var random = new Random(1);
    for (int round = 0; round < ROUNDS; round++) {
      Collections.shuffle(order, random);
      for (int variant : order) {
        long begun = cpuNanos();
        for (int i = 0; i < EVENTS; i++) {
          variants.get(variant).work().run(i);
        }
        best[variant] = Math.min(best[variant], (cpuNanos() - begun) / 1e3 / EVENTS);
      }
    }
    for (int i = 0; i < best.length; i++) {
      out.printf("%-48s %7.2f us%n", variants.get(i).name(), best[i]);
    }
  }

  private static long cpuNanos() {
    return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
  }

  private static void require(boolean genuine) {
    if (!genuine) {
      throw new AssertionError("a genuine signature was refused");
    }
  }
}
