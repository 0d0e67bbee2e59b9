package caravel.control.db;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import caravel.nostr.Nip44;
import caravel.nostr.SecretKey;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Encrypted secrets, their place, and key rotation.
final class SecretBoxTest {
  private static final SecretPlace HERE = SecretPlace.relayKey("a");
  private static final SecretPlace THERE = SecretPlace.relayKey("b");

  private final SecretKey old = SecretKey.generate();
  private final SecretKey young = SecretKey.generate();

  @Test
  void an_encrypted_secret_is_unreadable_and_decrypts_again() {
    var box = new SecretBox(List.of(old));
    var sealed = box.seal("a secret", HERE);
    assertThat(sealed).doesNotContain("secret").isNotEqualTo(box.seal("a secret", HERE));
    assertThat(box.open(sealed, HERE)).isEqualTo("a secret");
    assertThat(box.state(sealed, HERE)).isEqualTo(SecretBox.State.CURRENT);
  }

  /// Finding S6: a sealed wallet could be copied into another tenant's row, whose bills it paid.
  @Test
  void a_secret_opens_only_in_the_row_it_was_sealed_for() {
    var box = new SecretBox(List.of(old));
    var sealed = box.seal("a secret", HERE);
    assertThat(box.state(sealed, THERE)).isEqualTo(SecretBox.State.UNREADABLE);
    assertThatThrownBy(() -> box.open(sealed, THERE)).isInstanceOf(IllegalStateException.class);
    var otherColumn = new SecretPlace("tenants.nwc_url", "a");
    assertThat(box.state(sealed, otherColumn)).isEqualTo(SecretBox.State.UNREADABLE);
  }

  @Test
  void the_first_key_encrypts_and_all_decrypt() {
    var before = new SecretBox(List.of(old)).seal("kept", HERE);
    var both = new SecretBox(List.of(young, old));
    assertThat(both.open(before, HERE)).isEqualTo("kept");
    assertThat(both.state(before, HERE)).isEqualTo(SecretBox.State.OLD_KEY);
    var after = both.seal("new", HERE);
    assertThat(new SecretBox(List.of(young)).open(after, HERE)).isEqualTo("new");
    assertThat(new SecretBox(List.of(old)).state(after, HERE))
        .isEqualTo(SecretBox.State.UNREADABLE);
  }

  /// Finding S6: a text of an older version is bound to no row, so the server does not use it.
  @Test
  void a_text_of_an_older_version_is_read_only_to_be_encrypted_again() {
    var unbound = Nip44.encrypt(Nip44.conversationKey(old, old.publicKey()), "a secret");
    var box = new SecretBox(List.of(young, old));
    assertThat(box.state(unbound, HERE)).isEqualTo(SecretBox.State.UNBOUND);
    assertThat(box.openUnbound(unbound)).contains("a secret");
    assertThatThrownBy(() -> box.open(unbound, HERE)).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void a_wrong_key_is_reported_without_printing_a_secret() {
    var sealed = new SecretBox(List.of(old)).seal("a secret", HERE);
    var box = new SecretBox(List.of(young));
    assertThat(box.state(sealed, HERE)).isEqualTo(SecretBox.State.UNREADABLE);
    assertThatThrownBy(() -> box.open(sealed, HERE))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageNotContaining("a secret");
  }

  @Test
  void a_text_that_was_changed_or_is_no_sealed_text_is_unreadable() {
    var box = new SecretBox(List.of(old));
    var sealed = box.seal("a secret", HERE);
    var end = sealed.length() - 3;
    var changed =
        sealed.substring(0, end)
            + (sealed.charAt(end) == 'A' ? 'B' : 'A')
            + sealed.substring(end + 1);
    for (var text : List.of(changed, "", "rubbish", "v2..", "v2.x.", sealed + ".x", "v2.0.%%%")) {
      assertThat(box.state(text, HERE)).as(text).isEqualTo(SecretBox.State.UNREADABLE);
    }
  }
}
