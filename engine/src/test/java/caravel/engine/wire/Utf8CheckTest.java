package caravel.engine.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class Utf8CheckTest {
  private static final int ROUNDS = 200_000;

  private static boolean isValid(byte[] bytes, int cut) {
    var check = new Utf8Check();
    return check.isValid(bytes, 0, cut)
        && check.isValid(bytes, cut, bytes.length - cut)
        && check.isComplete();
  }

  private static boolean isValidForTheJdk(byte[] bytes) {
    try {
      StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
      return true;
    } catch (CharacterCodingException malformed) {
      return false;
    }
  }

  @Test
  void every_character_is_valid_wherever_it_is_cut_and_no_part_of_it_is_complete() {
    for (int point = 0; point <= Character.MAX_CODE_POINT; point += point < 0x1_000 ? 1 : 97) {
      if (point >= Character.MIN_SURROGATE && point <= Character.MAX_SURROGATE) {
        continue;
      }
      var bytes = Character.toString(point).getBytes(StandardCharsets.UTF_8);
      for (int cut = 0; cut <= bytes.length; cut++) {
        assertThat(isValid(bytes, cut)).as("U+%X cut at %d", point, cut).isTrue();
      }
      var part = java.util.Arrays.copyOf(bytes, bytes.length - 1);
      assertThat(isValid(part, 0)).as("a part of U+%X", point).isEqualTo(part.length == 0);
    }
  }

  @Test
  void random_bytes_are_valid_exactly_when_the_jdk_decodes_them() {
    long seed = new Random().nextLong();
    var random = new Random(seed);
    int valid = 0;
    for (int round = 0; round < ROUNDS; round++) {
      var bytes = new byte[random.nextInt(7)];
      for (int i = 0; i < bytes.length; i++) {
        // Mostly bytes from 0x80 on, so that many are nearly valid.
        bytes[i] =
            (byte) (random.nextInt(4) == 0 ? random.nextInt(256) : 0x80 + random.nextInt(128));
      }
      boolean expected = isValidForTheJdk(bytes);
      valid += expected ? 1 : 0;
      int cut = random.nextInt(bytes.length + 1);
      assertThat(isValid(bytes, cut))
          .as("seed %d, %s cut at %d", seed, java.util.HexFormat.of().formatHex(bytes), cut)
          .isEqualTo(expected);
    }
    assertThat(valid).isBetween(ROUNDS / 100, ROUNDS - ROUNDS / 10);
  }
}
