package caravel.nostr.negentropy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import caravel.nostr.Hex;
import caravel.nostr.MalformedException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The answering side of NIP-77.
final class NegentropyTest {
  private static final String RECORDED =
      "eb5d0f7b519ce6009ecb74f65775b2d949d2edee2c2401dcbeea9447c9649bf3"
          + "62300fef077be99be7c2bba43d73b95a213f611ea10f27c2be9f3ff56730cb18"
          + "e16ea7af387954f82d4191395d48e5fb066cd21f92a330acb93717720d3f7bb0";

  private static NegentropySet set(Map<String, Long> events) {
    var builder = new NegentropySet.Builder();
    events.forEach((id, createdAt) -> builder.add(createdAt, id));
    return builder.build();
  }

  private static String id(Random random) {
    var id = new byte[NegentropySet.ID_BYTES];
    random.nextBytes(id);
    return Hex.encode(id);
  }

  private static Negentropy recorded() {
    var builder = new NegentropySet.Builder();
    for (int i = 2; i >= 0; i--) {
      builder.add(1_700_000_000L + i, RECORDED.substring(64 * i, 64 * i + 64));
    }
    return new Negentropy(builder.build());
  }

  @Test
  void conformance_79_the_answer_to_an_empty_set_is_as_recorded() {
    var answer = recorded().answer(Hex.decode("6100000200"));
    assertThat(Hex.encode(answer)).isEqualTo("6100000203" + RECORDED);
    assertThat(Hex.encode(new Negentropy(set(Map.of())).answer(Hex.decode("6100000200"))))
        .isEqualTo("6100000200");
  }

  @ParameterizedTest
  @ValueSource(strings = {"6200000200", "60", "6f00"})
  void another_version_is_answered_with_ours(String message) {
    assertThat(Hex.encode(recorded().answer(Hex.decode(message)))).isEqualTo("61");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "5f",
        "70",
        "6100",
        "610000",
        "610021" + "00",
        "61000003",
        "61000001ff",
        "6100000201ff",
        "610000028fffffffffffffff7f",
        "61ffffffffffffffffff7f0000",
        "61ffffffffffffffff7f00ffffffffffffffff7f00",
        "6100000200ff"
      })
  void a_malformed_message_is_refused(String message) {
    assertThatThrownBy(() -> recorded().answer(Hex.decode(message)))
        .isInstanceOf(MalformedException.class);
  }

  @Test
  void two_sets_become_equal_in_few_rounds() {
    var seed = new Random().nextLong();
    var random = new Random(seed);
    for (int run = 0; run < 60; run++) {
      var ours = new HashMap<String, Long>();
      var theirs = new HashMap<String, Long>();
      int size = random.nextInt(run % 3 == 0 ? 40 : 4_000);
      int seconds = 1 + random.nextInt(run % 2 == 0 ? 5 : 100_000);
      for (int i = 0; i < size; i++) {
        var id = id(random);
        long createdAt = random.nextInt(seconds);
        int where = random.nextInt(20);
        if (where != 0) {
          ours.put(id, createdAt);
        }
        if (where != 1) {
          theirs.put(id, createdAt);
        }
      }
      int frame = random.nextBoolean() ? Negentropy.FRAME_BYTES_MAX : 4_096;
      reconcile(new Negentropy(set(ours), frame), new Initiator(theirs), ours, theirs, seed);
    }
  }

  private static void reconcile(
      Negentropy relay,
      Initiator client,
      Map<String, Long> ours,
      Map<String, Long> theirs,
      long seed) {
    var message = client.start();
    int rounds = 0;
    while (message.length > 1) {
      assertThat(rounds++).as("seed %s", seed).isLessThan(200);
      message = client.next(relay.answer(message));
    }
    var missing = new HashSet<>(ours.keySet());
    missing.removeAll(theirs.keySet());
    var surplus = new HashSet<>(theirs.keySet());
    surplus.removeAll(ours.keySet());
    assertThat(client.missing).as("seed %s", seed).isEqualTo(missing);
    assertThat(client.surplus).as("seed %s", seed).isEqualTo(surplus);
  }

  @Test
  void an_answer_is_never_longer_than_a_frame() {
    var random = new Random(7);
    var events = new HashMap<String, Long>();
    for (int i = 0; i < 40_000; i++) {
      events.put(id(random), (long) random.nextInt(1_000));
    }
    var relay = new Negentropy(set(events));
    assertThat(relay.answer(Hex.decode("6100000200")).length)
        .isBetween(1_000_000, Negentropy.FRAME_BYTES_MAX);
    var out = new NegentropyWriter();
    out.bytes(new byte[] {Negentropy.VERSION});
    for (int i = 1; i < 1_000; i++) {
      out.bound(new Bound(i, new byte[0]));
      out.number(Negentropy.FINGERPRINT);
      out.bytes(new byte[NegentropySet.FINGERPRINT_BYTES]);
    }
    assertThat(relay.answer(out.toBytes()).length).isLessThanOrEqualTo(Negentropy.FRAME_BYTES_MAX);
  }

  /// A count or a length of a hostile message must not allocate what the message does not have.
  @Test
  void random_messages_are_answered_or_refused() {
    var seed = new Random().nextLong();
    var random = new Random(seed);
    var relay = recorded();
    for (int i = 0; i < 200_000; i++) {
      var message = new byte[1 + random.nextInt(60)];
      random.nextBytes(message);
      message[0] = Negentropy.VERSION;
      for (int at = 1; at < message.length; at++) {
        if (random.nextInt(3) > 0) {
          message[at] = (byte) (random.nextBoolean() ? random.nextInt(4) : 0xff);
        }
      }
      try {
        assertThat(relay.answer(message)).hasSizeLessThan(64 * 1024);
      } catch (MalformedException refused) {
        assertThat(refused).as("seed %s", seed).hasMessageNotContaining("null");
      }
    }
  }
}
