package caravel.control.notify.mail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class EmailAddressTest {
  @Test
  void an_address_keeps_its_local_part_and_gets_an_ascii_domain() {
    assertThat(EmailAddress.parse(" Ann.O'Hara+club@Example.COM "))
        .hasToString("Ann.O'Hara+club@example.com");
    assertThat(EmailAddress.parse("ann@bücher.example")).hasToString("ann@xn--bcher-kva.example");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "ann",
        "@example.com",
        "ann@",
        "ann@localhost",
        "ann@127.0.0.1",
        "ann@[127.0.0.1]",
        "ann@example..com",
        "ann@-a.example",
        "ann@a_b.example",
        ".ann@example.com",
        "a..b@example.com",
        "a b@example.com",
        "\"a\"@example.com",
        "<ann@example.com>",
        "ann@example.com, bob@example.com",
        "Ann <ann@example.com>",
        "ann@example.com\r\nBcc: bob@example.com",
        "ann\r\nBcc: x@example.com",
        "ann\0@example.com",
        "zażółć@example.com",
        "ann@exa mple.com",
        "ann@example.123",
        "ann@exam\u200bple.c\u0000om"
      })
  void all_else_is_refused_with_a_sentence(String typed) {
    assertThatThrownBy(() -> EmailAddress.parse(typed))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageEndingWith(".");
  }

  @Test
  void limits_count_the_mailbox() {
    assertThat(EmailAddress.parse("Ann+1@example.com").mailbox()).isEqualTo("ann@example.com");
  }

  @Test
  void an_address_is_not_longer_than_servers_accept() {
    var longest =
        "a".repeat(64)
            + "@"
            + "b".repeat(60)
            + "."
            + "c".repeat(60)
            + "."
            + "d".repeat(60)
            + ".org";
    assertThat(EmailAddress.parse(longest).toString())
        .hasSizeLessThanOrEqualTo(EmailAddress.CHARACTERS_MAX);
    assertThatThrownBy(() -> EmailAddress.parse("a" + longest))
        .hasMessageContaining("not an email");
  }
}
