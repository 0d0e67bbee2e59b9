package caravel.nostr;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// [EventJson], which Jackson reads for, decides what [EventBytes] must be.
final class EventBytesTest {
  private static final SecretKey KEY = new Generator(1).secretKey();

  /// Valid, overlong, surrogate, too large, cut and stray.
  private static final List<String> SEQUENCES =
      List.of(
          "c3a9",
          "e282ac",
          "f09f9880",
          "c080",
          "c1bf",
          "e08080",
          "e09fbf",
          "eda080",
          "edbfbf",
          "f0808080",
          "f08fbfbf",
          "f4908080",
          "f5808080",
          "ff",
          "fe",
          "80",
          "c3",
          "e282",
          "f09f98",
          "c328",
          "e28228",
          "00",
          "1f",
          "22",
          "5c",
          "7f");

  static LongStream seeds() {
    return GeneratorSeeds.of(1, 100);
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void every_message_has_the_same_verdict_as_by_jackson(long seed) {
    var frames = new EventFrames(seed);
    int scanned = 0;
    int inputs = GeneratorSeeds.scaled(2_000);
    for (int i = 0; i < inputs; i++) {
      var frame = frames.next();
      var utf8 = i % 2 == 0 ? frame.getBytes(StandardCharsets.UTF_8) : spoiled(frame, frames);
      var byJackson = byJackson(new String(utf8, StandardCharsets.UTF_8));
      assertThat(outcome(utf8)).as("seed %d, %s", seed, Hex.encode(utf8)).isEqualTo(byJackson);
      scanned += EventScanner.scanMessage(utf8) == null ? 0 : 1;
    }
    assertThat(scanned).isGreaterThan(inputs / 6);
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void bytes_that_are_not_utf_8_are_never_scanned(long seed) {
    var frames = new EventFrames(seed);
    int inputs = GeneratorSeeds.scaled(200);
    for (int i = 0; i < inputs; i++) {
      var bytes = spoiled(frames.object(false), frames);
      var scanned = EventScanner.scan(bytes, 0);
      if (scanned != null) {
        var text = new String(bytes, 0, scanned.end(), StandardCharsets.UTF_8);
        assertThat(text.getBytes(StandardCharsets.UTF_8))
            .isEqualTo(Arrays.copyOf(bytes, scanned.end()));
        assertThat(scanned.event().json())
            .isEqualTo(EventJson.write(EventJson.parse(text)).getBytes(StandardCharsets.UTF_8));
      }
    }
  }

  /// Puts up to two byte sequences into a text, most of which are not UTF-8: near the content, or
  /// anywhere.
  private static byte[] spoiled(String text, EventFrames frames) {
    var random = frames.random();
    var bytes = text.getBytes(StandardCharsets.UTF_8);
    for (int left = random.nextInt(3); left > 0; left--) {
      var sequence = Hex.decode(SEQUENCES.get(random.nextInt(SEQUENCES.size())));
      int at =
          random.nextBoolean()
              ? text.indexOf("\"content\"") + 8 + random.nextInt(40)
              : random.nextInt(bytes.length + 1);
      at = Math.min(at, bytes.length - sequence.length);
      if (at >= 0) {
        System.arraycopy(sequence, 0, bytes, at, sequence.length);
      }
    }
    return bytes;
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void a_signed_event_is_the_same_by_every_way(long seed) {
    var generator = new Generator(seed);
    for (int i = 0; i < 10; i++) {
      var event = generator.event();
      var read = EventBytes.parse(EventJson.write(event));
      assertThat(read).isEqualTo(EventBytes.of(event));
      assertThat(read.event()).isEqualTo(event);
      assertThat(read.check()).isEqualTo(Event.Check.GENUINE);
      assertThat(EventBytes.of(event).check()).isEqualTo(Event.Check.GENUINE);
      assertThat(read.jsonWithoutSignature())
          .asString(StandardCharsets.UTF_8)
          .isEqualTo(EventJson.write(event.withoutSignature()));
      var unsigned = EventBytes.of(event.withoutSignature());
      assertThat(unsigned.jsonWithoutSignature()).isEqualTo(unsigned.json());
      assertThat(unsigned.check()).isEqualTo(Event.Check.WRONG_SIGNATURE);
    }
  }

  @Test
  void no_event_of_our_writer_is_left_to_jackson() {
    for (long createdAt : List.of(0L, -5L, 1_700_000_000L, 999_999_999_999_999_999L)) {
      for (int kind : List.of(0, 9, 10, 99, 100, 999, 1_000, 9_999, 10_000, 65_535)) {
        var event = Event.sign(KEY, createdAt, kind, List.of(List.of(), List.of("é")), "\u0001/😀");
        var message = new ClientMessage.Publish(event).write();
        var scanned = EventScanner.scanMessage(message.getBytes(StandardCharsets.UTF_8));
        assertThat(scanned).isEqualTo(EventBytes.of(event));
      }
    }
  }

  @Test
  void a_changed_event_has_a_wrong_id_or_a_wrong_signature() {
    var event = new Generator(1).event();
    var other = new Generator(2).event();
    var changed =
        new UnsignedEvent(
            event.pubkey(), event.createdAt() + 1, event.kind(), event.tags(), event.content());
    assertThat(EventBytes.of(new Event(event.id(), changed, event.sig())).check())
        .isEqualTo(Event.Check.WRONG_ID);
    assertThat(EventBytes.of(new Event(event.id(), event.unsigned(), other.sig())).check())
        .isEqualTo(Event.Check.WRONG_SIGNATURE);
  }

  @Test
  void text_behind_an_event_is_refused_as_by_jackson() {
    var json = EventJson.write(new Generator(1).event());
    for (var tail : List.of("", " ", "x", "{}", "\f", "\u2028")) {
      assertThat(outcome(() -> EventBytes.parse(json + tail).text()))
          .isEqualTo(outcome(() -> EventJson.write(EventJson.parse(json + tail))));
    }
  }

  @Test
  void an_event_beyond_the_bound_of_the_scanner_is_read_by_jackson() {
    var event = Event.sign(KEY, 1, 1, List.of(), "é".repeat(EventScanner.BYTES_MAX));
    assertThat(EventBytes.parse(EventJson.write(event)).event()).isEqualTo(event);
  }

  private static String outcome(byte[] utf8) {
    return outcome(() ->
        switch (ClientMessage.parse(utf8)) {
          case ClientMessage.Publish(var event) -> describe(event);
          case ClientMessage message -> message.toString();
        });
  }

  /// The event by all that is derived from its bytes, each checked against the event of strings.
  private static String describe(EventBytes bytes) {
    var event = bytes.event();
    assertThat(bytes.json()).isEqualTo(EventJson.write(event).getBytes(StandardCharsets.UTF_8));
    assertThat(bytes.kind()).isEqualTo(event.kind());
    assertThat(bytes.createdAt()).isEqualTo(event.createdAt());
    assertThat(bytes.check()).isEqualTo(event.check());
    return bytes.text();
  }

  private static String byJackson(String frame) {
    return outcome(() -> {
      try (var parser = Json.parser(frame)) {
        return switch (ClientMessageReader.read(parser)) {
          case ClientMessage.Publish(var event) -> EventJson.write(event.event());
          case ClientMessage message -> message.toString();
        };
      }
    });
  }

  private static String outcome(Supplier<String> reading) {
    try {
      return reading.get();
    } catch (MalformedException malformed) {
      return "malformed: " + malformed.getMessage();
    }
  }
}
