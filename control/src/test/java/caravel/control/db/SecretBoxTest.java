package caravel.control.db;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import caravel.nostr.SecretKey;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Secrets at rest, and the change of their keys.
final class SecretBoxTest {
  private final SecretKey old = SecretKey.generate();
  private final SecretKey young = SecretKey.generate();

  @Test
  void what_is_sealed_is_not_readable_and_opens_again() {
    var box = new SecretBox(List.of(old));
    var sealed = box.seal("a secret");
    assertThat(sealed).doesNotContain("secret").isNotEqualTo(box.seal("a secret"));
    assertThat(box.open(sealed)).isEqualTo("a secret");
  }

  @Test
  void the_first_key_encrypts_and_all_decrypt() {
    var before = new SecretBox(List.of(old)).seal("kept");
    var both = new SecretBox(List.of(young, old));
    assertThat(both.open(before)).isEqualTo("kept");
    var after = both.seal("new");
    assertThat(new SecretBox(List.of(young)).open(after)).isEqualTo("new");
    assertThat(new SecretBox(List.of(old)).opens(after)).isFalse();
  }

  @Test
  void without_the_right_key_it_says_so_and_prints_no_secret() {
    var sealed = new SecretBox(List.of(old)).seal("a secret");
    var box = new SecretBox(List.of(young));
    assertThat(box.opens(sealed)).isFalse();
    assertThatThrownBy(() -> box.open(sealed))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageNotContaining("secret");
    assertThat(box.opens("rubbish")).isFalse();
  }
}
