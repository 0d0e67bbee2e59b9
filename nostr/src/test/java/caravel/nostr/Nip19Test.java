package caravel.nostr;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class Nip19Test {
  @Test
  void the_examples_of_the_specification_hold() {
    var hex = "7e7e9c42a91bfef19fa929e5fda1b72e0ebc1a4c1141673e2794234d86addf4e";
    var npub = "npub10elfcs4fr0l0r8af98jlmgdh9c8tcxjvz9qkw038js35mp4dma8qzvjptg";
    assertThat(Nip19.npub(new PublicKey(hex))).isEqualTo(npub);
    assertThat(PublicKey.parse(npub).hex()).isEqualTo(hex);
    var secret = "67dea2ed018072d675f5415ecfaed7d2597555e202d85b3d65ea4e58d2d92ffa";
    var nsec = "nsec1vl029mgpspedva04g90vltkh6fvh240zqtv9k0t9af8935ke9laqsnlfe5";
    assertThat(SecretKey.parse(nsec).revealHex()).isEqualTo(secret);
    assertThat(Nip19.nsec(SecretKey.parse(secret))).isEqualTo(nsec);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void keys_survive_the_round_trip_and_no_change_of_up_to_four_characters_passes(long seed) {
    var generator = new Generator(seed);
    var alphabet = "qpzry9x8gf2tvdw0s3jn54khce6mua7l";
    for (int round = 0; round < 200; round++) {
      var key = generator.secretKey();
      assertThat(SecretKey.parse(Nip19.nsec(key))).isEqualTo(key);
      var npub = Nip19.npub(key.publicKey());
      assertThat(PublicKey.parse(npub)).isEqualTo(key.publicKey());
      var changed = new StringBuilder(npub);
      for (int left = 1 + generator.random.nextInt(4); left > 0; left--) {
        int at = "npub1".length() + generator.random.nextInt(npub.length() - "npub1".length());
        changed.setCharAt(at, alphabet.charAt(generator.random.nextInt(alphabet.length())));
      }
      if (!changed.toString().equals(npub)) {
        assertThatThrownBy(() -> PublicKey.parse(changed.toString()))
            .isInstanceOf(IllegalArgumentException.class);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "npub1",
        "npub1q",
        "npub1qqqqqq",
        "nsec1",
        "npub1é",
        "xyz",
        "NPUB1",
        "npub1vl029mgpspedva04g90vltkh6fvh240zqtv9k0t9af8935ke9laqsnlfe5"
      })
  void texts_without_a_key_are_refused(String text) {
    assertThatThrownBy(() -> PublicKey.parse(text)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> SecretKey.parse(text)).isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @ValueSource(longs = {4, 5})
  void fuzzed_keys_are_refused_in_no_other_way_and_never_repeated(long seed) {
    var generator = new Generator(seed);
    for (int round = 0; round < 500; round++) {
      var nsec = generator.mutate(Nip19.nsec(generator.secretKey()));
      try {
        SecretKey.parse(nsec);
      } catch (IllegalArgumentException refused) {
        assertThat(nsec.length() < 16 || !String.valueOf(refused.getMessage()).contains(nsec))
            .as("seed %d, round %d", seed, round)
            .isTrue();
      }
    }
  }

  @Test
  void zero_and_the_curve_order_are_no_secrets() {
    var order = "fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141";
    assertThatThrownBy(() -> SecretKey.parse("00".repeat(32)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> SecretKey.parse(order))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageNotContaining(order);
    assertThat(SecretKey.parse("01".repeat(32)).toString()).doesNotContain("0101010101");
  }
}
