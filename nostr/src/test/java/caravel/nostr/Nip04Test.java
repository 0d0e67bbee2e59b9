package caravel.nostr;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class Nip04Test {
  private final Generator generate = new Generator(4);

  @Test
  void text_encrypted_by_nostr_tools_is_decrypted_by_either_side() {
    for (int i = 0; i < NostrToolsPeer.texts().size(); i++) {
      var payload = NostrToolsPeer.VECTORS.get("nip04").get(i).stringValue();
      assertThat(Nip04.decrypt(NostrToolsPeer.BOB, NostrToolsPeer.ALICE.publicKey(), payload))
          .isEqualTo(NostrToolsPeer.texts().get(i));
      assertThat(Nip04.decrypt(NostrToolsPeer.ALICE, NostrToolsPeer.BOB.publicKey(), payload))
          .isEqualTo(NostrToolsPeer.texts().get(i));
    }
  }

  @Test
  void random_texts_come_back() {
    for (int round = 0; round < 200; round++) {
      var text = generate.text(60);
      var payload =
          Nip04.encrypt(
              NostrToolsPeer.ALICE, NostrToolsPeer.BOB.publicKey(), text, generate.random);
      assertThat(Nip04.decrypt(NostrToolsPeer.BOB, NostrToolsPeer.ALICE.publicKey(), payload))
          .isEqualTo(text);
    }
  }

  @Test
  void the_same_text_looks_different_every_time() {
    var random = new Random(1);
    assertThat(Nip04.encrypt(NostrToolsPeer.ALICE, NostrToolsPeer.BOB.publicKey(), "x", random))
        .isNotEqualTo(
            Nip04.encrypt(NostrToolsPeer.ALICE, NostrToolsPeer.BOB.publicKey(), "x", random));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "?iv=",
        "AAAA",
        "AAAA?iv=AAAA",
        "AAAAAAAAAAAAAAAAAAAAAA==?iv=",
        "%%?iv=%%",
        "AAAAAAAAAAAAAAAAAAAAAA==?iv=AAAAAAAAAAAAAAAAAAAAAA==",
        "?iv=AAAAAAAAAAAAAAAAAAAAAA==",
        "ü?iv=ü"
      })
  void an_invalid_payload_is_refused(String payload) {
    assertThatThrownBy(
            () -> Nip04.decrypt(NostrToolsPeer.BOB, NostrToolsPeer.ALICE.publicKey(), payload))
        .isInstanceOf(MalformedException.class);
  }

  @Test
  void too_long_a_payload_is_refused_unread() {
    var tooLong = "A".repeat(Nip04.PAYLOAD_CHARACTERS_MAX) + "?iv=AAAAAAAAAAAAAAAAAAAAAA==";
    assertThatThrownBy(
            () -> Nip04.decrypt(NostrToolsPeer.BOB, NostrToolsPeer.ALICE.publicKey(), tooLong))
        .isInstanceOf(MalformedException.class)
        .hasMessageContaining("not a payload");
    assertThatThrownBy(() ->
            Nip04.encrypt(
                NostrToolsPeer.ALICE,
                NostrToolsPeer.BOB.publicKey(),
                "A".repeat(Nip04.TEXT_BYTES_MAX + 1),
                generate.random))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void the_longest_text_comes_back() {
    var text = "A".repeat(Nip04.TEXT_BYTES_MAX);
    var payload =
        Nip04.encrypt(NostrToolsPeer.ALICE, NostrToolsPeer.BOB.publicKey(), text, generate.random);
    assertThat(payload.length()).isLessThanOrEqualTo(Nip04.PAYLOAD_CHARACTERS_MAX);
    assertThat(Nip04.decrypt(NostrToolsPeer.BOB, NostrToolsPeer.ALICE.publicKey(), payload))
        .isEqualTo(text);
  }

  @Test
  void a_key_off_the_curve_is_refused() {
    assertThatThrownBy(() ->
            Nip04.encrypt(
                NostrToolsPeer.ALICE, new PublicKey("f".repeat(64)), "x", generate.random))
        .isInstanceOf(MalformedException.class);
  }
}
