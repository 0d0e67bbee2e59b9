package caravel.nostr.nwc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import caravel.nostr.MalformedException;
import caravel.nostr.NostrToolsPeer;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class WalletConnectionTest {
  private static final String WALLET =
      "b889ff5b1513b641e2a139f661a661364979c5beee91842f8f0ef42ab558e9d4";
  private static final String SECRET =
      "71a8c14c1407c113601079c4302dab36460f0ccd0ad506f1f2dc73b5100e4f3c";
  private static final String TAIL = "?relay=wss%3A%2F%2Frelay.damus.io&secret=" + SECRET;

  @Test
  void the_example_of_the_specification_is_read() {
    var connection = WalletConnection.parse("nostr+walletconnect://" + WALLET + TAIL);
    assertThat(connection.wallet().hex()).isEqualTo(WALLET);
    assertThat(connection.relays()).containsExactly("wss://relay.damus.io");
    assertThat(connection.secret().revealHex()).isEqualTo(SECRET);
    assertThat(connection.client()).isEqualTo(connection.secret().publicKey());
    assertThat(connection.lightningAddress()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "nostr+walletconnect://", "nostr+walletconnect:", "nostrwalletconnect://",
        "nostrwalletconnect:", "NOSTR+WalletConnect://", "  nostr+walletconnect://"
      })
  void both_schemes_are_read_with_and_without_slashes(String start) {
    assertThat(WalletConnection.parse(start + WALLET + TAIL + "  "))
        .isEqualTo(WalletConnection.parse("nostr+walletconnect://" + WALLET + TAIL));
  }

  @Test
  void more_relays_an_address_and_the_unknown_are_read_and_written() {
    var text =
        "nostr+walletconnect://"
            + WALLET
            + "?relay=wss://a.example/x&relay=ws%3A%2F%2Flocalhost%3A1234&relay=wss://a.example/x"
            + "&name=Shop&lud16=me%40example.com&secret="
            + SECRET;
    var connection = WalletConnection.parse(text);
    assertThat(connection.relays()).containsExactly("wss://a.example/x", "ws://localhost:1234");
    assertThat(connection.lightningAddress()).isEqualTo("me@example.com");
    assertThat(WalletConnection.parse(connection.reveal())).isEqualTo(connection);
  }

  @Test
  void connections_are_read_as_nostr_tools_reads_them() {
    var connection = WalletConnection.parse(NostrToolsPeer.VECTORS.get("connection").stringValue());
    assertThat(connection.wallet()).isEqualTo(NostrToolsPeer.BOB.publicKey());
    assertThat(connection.secret()).isEqualTo(NostrToolsPeer.ALICE);
  }

  @Test
  void its_secret_is_never_printed() {
    var connection = WalletConnection.parse("nostr+walletconnect://" + WALLET + TAIL);
    assertThat(connection.toString() + connection.secret()).doesNotContain(SECRET);
    assertThat(connection.reveal()).contains(SECRET);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "nostr+walletconnect",
        "nostr+walletconnect://",
        "https://example.com/" + WALLET + TAIL,
        "nostr+walletconnect://" + WALLET,
        "nostr+walletconnect://" + WALLET + "?",
        "nostr+walletconnect://" + WALLET + "?secret=" + SECRET,
        "nostr+walletconnect://" + WALLET + "?relay=wss://a.example",
        "nostr+walletconnect://" + WALLET + "?relay=&secret=" + SECRET,
        "nostr+walletconnect://" + WALLET + "?relay=https://a.example&secret=" + SECRET,
        "nostr+walletconnect://" + WALLET + "?relay=wss://&secret=" + SECRET,
        "nostr+walletconnect://" + WALLET + "?relay=wss://u:p@a.example&secret=" + SECRET,
        "nostr+walletconnect://" + WALLET + "?relay=wss://a b&secret=" + SECRET,
        "nostr+walletconnect://" + WALLET + "?relay=%zz&secret=" + SECRET,
        "nostr+walletconnect://" + WALLET + TAIL + "00",
        "nostr+walletconnect://" + WALLET + TAIL + "&secret=" + SECRET,
        "nostr+walletconnect://" + WALLET + "?relay=wss://a.example&secret=00",
        "nostr+walletconnect://x" + WALLET + TAIL,
        "nostr+walletconnect://ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff"
            + TAIL
      })
  void an_invalid_connection_is_refused_without_repeating_its_secret(String text) {
    assertThatThrownBy(() -> WalletConnection.parse(text))
        .isInstanceOf(MalformedException.class)
        .hasMessageNotContaining(SECRET)
        .message()
        .isNotBlank();
  }

  @Test
  void a_refusal_has_no_secret_in_its_causes_either() {
    var text = "nostr+walletconnect://" + WALLET + "?relay=wss://a.example&secret=zz" + SECRET;
    assertThatThrownBy(() -> WalletConnection.parse(text))
        .satisfies(refused -> {
          for (Throwable it = refused; it != null; it = it.getCause()) {
            assertThat(it.toString()).doesNotContain(SECRET);
          }
        });
  }

  @Test
  void too_long_an_address_and_too_many_relays_are_refused() {
    var many = new StringBuilder("nostr+walletconnect://" + WALLET + "?secret=" + SECRET);
    for (int i = 0; i <= WalletConnection.RELAYS_MAX; i++) {
      many.append("&relay=wss://a").append(i).append(".example");
    }
    assertThatThrownBy(() -> WalletConnection.parse(many.toString()))
        .isInstanceOf(MalformedException.class);
    var tooLong = "nostr+walletconnect://" + WALLET + TAIL + "&name=" + "x".repeat(5_000);
    assertThatThrownBy(() -> WalletConnection.parse(tooLong))
        .isInstanceOf(MalformedException.class);
    assertThatThrownBy(() ->
            new WalletConnection(
                NostrToolsPeer.BOB.publicKey(),
                Collections.nCopies(9, "wss://a.example"),
                NostrToolsPeer.ALICE,
                ""))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() ->
            new WalletConnection(
                NostrToolsPeer.BOB.publicKey(), List.of(), NostrToolsPeer.ALICE, ""))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
