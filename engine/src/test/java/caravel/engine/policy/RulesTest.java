package caravel.engine.policy;

import static org.assertj.core.api.Assertions.assertThat;

import caravel.engine.config.RelayConfig;
import caravel.engine.config.RelayConfig.Role;
import caravel.engine.policy.Rules.Admission;
import caravel.engine.policy.Rules.Verdict;
import caravel.nostr.Event;
import caravel.nostr.EventId;
import caravel.nostr.PublicKey;
import caravel.nostr.SecretKey;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.pcollections.HashTreePMap;
import org.pcollections.TreePSet;

/// Access decisions, without a network.
final class RulesTest {
  private static final SecretKey RELAY = SecretKey.generate();
  private static final PublicKey OWNER = SecretKey.generate().publicKey();
  private static final SecretKey SOMEBODY = SecretKey.generate();
  private static final EventId ID = new EventId("0".repeat(64));
  private static final PublicKey WHO = SOMEBODY.publicKey();

  private static Rules rules(RelayConfig.Policy policy, Map<String, Role> roles, Roster roster) {
    var config =
        new RelayConfig(
            "host",
            "schema",
            RELAY,
            false,
            new RelayConfig.Info("", "", "", OWNER),
            policy,
            new RelayConfig.Features(
                false,
                false,
                false,
                new RelayConfig.Blossom(
                    false, false, "local", new RelayConfig.S3("", "", "", "", "", "")),
                new RelayConfig.Livekit("", "", "")),
            roles);
    return new Rules(config, roster);
  }

  private static RelayConfig.Policy closed() {
    return new RelayConfig.Policy(false, false, false, false, false, null);
  }

  private static Roster members(PublicKey... who) {
    return Roster.EMPTY
        .withMembers(TreePSet.of(who))
        .withClaims(HashTreePMap.singleton("CODE", new Claim(ID, 0, 0, 0)));
  }

  @Test
  void managing_does_not_imply_inviting_nor_the_reverse() {
    var manages = Map.of("m", new Role(List.of(WHO.hex()), false, true));
    var invites = Map.of("i", new Role(List.of(WHO.hex()), true, false));
    var manager = rules(closed(), manages, Roster.EMPTY);
    assertThat(manager.mayManage(WHO)).isTrue();
    assertThat(manager.mayInvite(WHO)).isFalse();
    assertThat(manager.isPermanent(WHO)).isTrue();
    var inviter = rules(closed(), invites, Roster.EMPTY);
    assertThat(inviter.mayManage(WHO)).isFalse();
    assertThat(inviter.mayInvite(WHO)).isTrue();
    assertThat(inviter.isPermanent(WHO)).isFalse();
  }

  @Test
  void owner_and_relay_may_everything_and_need_not_be_listed() {
    var rules = rules(closed(), Map.of(), Roster.EMPTY);
    for (var who : List.of(OWNER, RELAY.publicKey())) {
      assertThat(rules.mayManage(who)).isTrue();
      assertThat(rules.mayInvite(who)).isTrue();
      assertThat(rules.read(who)).isInstanceOf(Verdict.Allowed.class);
    }
  }

  @Test
  void the_member_role_is_everybodys_and_names_founders_only() {
    var roles = Map.of("member", new Role(List.of(WHO.hex()), true, false));
    var rules = rules(closed(), roles, Roster.EMPTY);
    assertThat(rules.mayInvite(SecretKey.generate().publicKey())).isTrue();
    assertThat(rules.mayManage(WHO)).isFalse();
    assertThat(rules.founders()).containsExactlyInAnyOrder(OWNER, WHO);
  }

  @Test
  void an_invalid_pubkey_in_a_role_is_ignored() {
    var roles =
        Map.of("x", new Role(List.of("", "zz", WHO.hex().toUpperCase(Locale.ROOT)), false, true));
    assertThat(rules(closed(), roles, Roster.EMPTY).founders())
        .containsExactlyInAnyOrder(OWNER, WHO);
  }

  @Test
  void the_member_limit_counts_all_members() {
    var policy = new RelayConfig.Policy(false, false, false, false, false, 1);
    var join = Event.sign(SOMEBODY, 1, 28_934, List.of(List.of("claim", "CODE")), "");
    assertThat(rules(policy, Map.of(), members()).join(join, Set.of(), 0))
        .isInstanceOf(Verdict.Allowed.class);
    assertThat(rules(policy, Map.of(), members(OWNER)).join(join, Set.of(), 0))
        .isEqualTo(new Verdict.Refused("restricted: this relay has reached its member limit"));
    assertThat(rules(policy, Map.of(), members(OWNER, WHO)).join(join, Set.of(), 0))
        .isInstanceOf(Verdict.Allowed.class);
  }

  @Test
  void a_wrong_code_is_reported_before_the_member_limit() {
    var policy = new RelayConfig.Policy(false, false, false, false, false, 0);
    var join = Event.sign(SOMEBODY, 1, 28_934, List.of(List.of("claim", "WRONG")), "");
    assertThat(rules(policy, Map.of(), members()).join(join, Set.of(), 0))
        .isEqualTo(new Verdict.Refused("invalid: failed to validate invite code"));
  }

  @Test
  void an_event_with_too_many_tags_is_refused() {
    var tags = Collections.nCopies(Rules.EVENT_TAGS_MAX + 1, List.of("t", "x"));
    var event = Event.sign(SOMEBODY, 1, 1, tags, "");
    assertThat(rules(closed(), Map.of(), members(WHO)).admit(event, WHO, RoomState.EMPTY))
        .isEqualTo(
            new Admission.Refused(new Verdict.Refused("invalid: an event has at most 10000 tags")));
  }

  @Test
  void an_event_with_as_many_tags_as_are_allowed_is_stored() {
    var tags = Collections.nCopies(Rules.EVENT_TAGS_MAX, List.of("t", "x"));
    var event = Event.sign(SOMEBODY, 1, 1, tags, "");
    assertThat(rules(closed(), Map.of(), members(WHO)).admit(event, WHO, RoomState.EMPTY))
        .isInstanceOf(Admission.Stored.class);
  }

  @Test
  void a_repost_that_begins_with_the_tags_of_a_protected_event_is_refused() {
    var event = Event.sign(SOMEBODY, 1, 6, List.of(), "\"tags\":[[\"-\"]]");
    assertThat(rules(closed(), Map.of(), members(WHO)).admit(event, WHO, RoomState.EMPTY))
        .isEqualTo(
            new Admission.Refused(new Verdict.Refused("blocked: can't repost nip70 protected")));
  }

  @Test
  void only_an_anonymous_relay_is_read_without_authentication() {
    var anonymous = new RelayConfig.Policy(false, false, false, false, true, null);
    assertThat(rules(anonymous, Map.of(), Roster.EMPTY).read(null))
        .isInstanceOf(Verdict.Allowed.class);
    assertThat(rules(closed(), Map.of(), Roster.EMPTY).read(null))
        .isEqualTo(new Verdict.Refused(Verdict.AUTH_REQUIRED));
  }

  @Test
  void an_address_names_one_kind_of_one_author_with_one_identifier() {
    var tag = List.of("a", "30000:" + WHO + ":club");
    var address = Deletion.of(Event.sign(SOMEBODY, 1, 5, List.of(tag), "")).addresses().getFirst();
    var club = List.of(List.of("d", "club"));
    assertThat(address.names(Event.sign(SOMEBODY, 1, 30_000, club, ""))).isTrue();
    assertThat(address.names(Event.sign(SOMEBODY, 1, 30_001, club, ""))).isFalse();
    assertThat(address.names(Event.sign(RELAY, 1, 30_000, club, ""))).isFalse();
    assertThat(address.names(Event.sign(SOMEBODY, 1, 30_000, List.of(), ""))).isFalse();
  }

  @Test
  void each_kind_of_event_gets_its_admission() {
    var rules = rules(closed(), Map.of(), members(WHO));
    var expected =
        Map.of(
            1, Admission.Stored.class,
            10_002, Admission.Stored.class,
            20_001, Admission.Ephemeral.class,
            28_934, Admission.Joining.class,
            28_936, Admission.Leaving.class,
            5, Admission.Deleting.class);
    expected.forEach((kind, admission) ->
        assertThat(rules.admit(Event.sign(SOMEBODY, 1, kind, List.of(), ""), WHO, RoomState.EMPTY))
            .as("kind %s", kind)
            .isInstanceOf(admission));
  }
}
