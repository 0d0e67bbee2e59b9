package caravel.control.hosting.zooid;

import static org.assertj.core.api.Assertions.assertThat;

import caravel.nostr.Event;
import caravel.nostr.PublicKey;
import caravel.nostr.SecretKey;
import java.util.List;
import org.junit.jupiter.api.Test;

/// The choice between the invites that a relay shows to its own key.
final class InvitesTest {
  private static final SecretKey RELAY = SecretKey.parse("01".repeat(32));
  private static final PublicKey SELF = RELAY.publicKey();
  private static final PublicKey ALICE = SecretKey.parse("06".repeat(32)).publicKey();

  @Test
  void its_own_invite_precedes_a_newer_one_of_another_member() {
    assertThat(claim(invite(RELAY, 1, "OWN", SELF), invite(RELAY, 9, "ALICES", ALICE)))
        .isEqualTo("OWN");
    assertThat(claim(invite(RELAY, 9, "ALICES", ALICE), invite(RELAY, 1, "OWN", SELF)))
        .isEqualTo("OWN");
  }

  /// An old zooid shows any member's newest invite, and a named one has no inviter.
  @Test
  void any_works_where_there_is_none_of_its_own() {
    assertThat(claim(invite(RELAY, 1, "ALICES", ALICE))).isEqualTo("ALICES");
    assertThat(claim(invite(RELAY, 2, "OLD", ALICE), invite(RELAY, 3, "NEW", ALICE)))
        .isEqualTo("NEW");
    var named = Event.sign(RELAY, 1, 28_935, List.of(List.of("claim", "NAMED")), "");
    assertThat(claim(named)).isEqualTo("NAMED");
  }

  @Test
  void what_the_relay_did_not_sign_or_cannot_be_used_is_none() {
    assertThat(claim(invite(SecretKey.parse("06".repeat(32)), 1, "FORGED", SELF))).isEmpty();
    assertThat(claim(invite(RELAY, 1, " ", SELF))).isEmpty();
    assertThat(claim(invite(RELAY, 1, "a\nb", SELF))).isEmpty();
    assertThat(claim(invite(RELAY, 1, "x".repeat(201), SELF))).isEmpty();
    assertThat(claim(Event.sign(RELAY, 1, 28_934, List.of(List.of("claim", "JOIN")), "")))
        .isEmpty();
    assertThat(claim()).isEmpty();
  }

  private static String claim(Event... events) {
    return Invites.claim(List.of(events), SELF).orElse("");
  }

  private static Event invite(SecretKey author, long at, String claim, PublicKey inviter) {
    var tags = List.of(List.of("claim", claim), List.of("p", inviter.hex()));
    return Event.sign(author, at, 28_935, tags, "");
  }
}
