package caravel.nostr;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

final class Nip49Test {
  private static final String ENCRYPTED =
      "ncryptsec1qgg9947rlpvqu76pj5ecreduf9jxhselq2nae2kghhvd5g7dgjtcxfqtd67p9m0w57lspw8gsq6yphnm8"
          + "623nsl8xn9j4jdzz84zm3frztj3z7s35vpzmqf6ksu8r89qk5z2zxfmu5gv8th8wclt0h4p";
  private static final String SECRET =
      "3501454135014541350145413501453fefb02227e449e57cf4d3a3ce05378683";
  private static final int QUICK_LOG_ROUNDS = 4;

  @Test
  void the_vector_of_the_specification_is_read() {
    assertThat(Nip49.decrypt(ENCRYPTED, "nostr").revealHex()).isEqualTo(SECRET);
  }

  @Test
  void a_wrong_password_is_refused_without_repeating_it() {
    assertThatThrownBy(() -> Nip49.decrypt(ENCRYPTED, "hunter2"))
        .isInstanceOf(MalformedException.class)
        .hasMessage("the password is wrong");
  }

  @Test
  void a_password_becomes_nfkc_before_it_is_used() {
    assertThat(Nip49.normalize("\u212b\u2126\u1e9b\u0323")).isEqualTo("\u00c5\u03a9\u1e69");
    var key = SecretKey.parse(SECRET);
    var encrypted = Nip49.encrypt(key, "\u212b\u2126\u1e9b\u0323", QUICK_LOG_ROUNDS);
    assertThat(Nip49.decrypt(encrypted, "\u00c5\u03a9\u1e69")).isEqualTo(key);
  }

  @Test
  void the_key_schedule_of_xchacha_is_as_in_its_draft() {
    var key = Hex.decode("000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f");
    var nonce = Hex.decode("000000090000004a0000000031415927");
    assertThat(Hex.encode(Nip49.hchacha(key, nonce)))
        .isEqualTo("82413b4227b27bfed30e42508a877d73a0f9e4d58a74a853c12ec41326d3ecdc");
  }

  @Test
  void a_text_that_is_changed_anywhere_is_refused() {
    var encrypted = Nip49.encrypt(SecretKey.parse(SECRET), "pass", QUICK_LOG_ROUNDS);
    for (int at = 0; at < encrypted.length(); at++) {
      var changed = new StringBuilder(encrypted);
      changed.setCharAt(at, encrypted.charAt(at) == 'q' ? 'p' : 'q');
      assertThatThrownBy(() -> Nip49.decrypt(changed.toString(), "pass"))
          .isInstanceOf(MalformedException.class);
    }
  }

  @Test
  void a_cost_beyond_the_bound_is_refused_before_it_is_paid() {
    var bytes = new byte[91];
    bytes[0] = 2;
    bytes[1] = (byte) (Nip49.LOG_ROUNDS_MAX + 1);
    var encrypted = Bech32.encode("ncryptsec", bytes);
    assertThatThrownBy(() -> Nip49.decrypt(encrypted, "pass"))
        .isInstanceOf(MalformedException.class)
        .hasMessageContaining("not supported");
  }
}
