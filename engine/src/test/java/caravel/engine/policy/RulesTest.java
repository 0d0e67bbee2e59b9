package caravel.engine.policy;

import static org.assertj.core.api.Assertions.assertThat;

import caravel.engine.config.RelayConfig;
import caravel.engine.config.RelayConfig.Role;
import caravel.engine.policy.Rules.Admission;
import caravel.engine.policy.Rules.Verdict;
import caravel.nostr.Event;
import caravel.nostr.PublicKey;
import caravel.nostr.SecretKey;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// Access decisions, without a network.
final class RulesTest {
  private static final SecretKey RELAY = SecretKey.generate();
  private static final PublicKey OWNER = SecretKey.generate().publicKey();
  private static final SecretKey SOMEBODY = SecretKey.generate();
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
    return new Roster(Set.of(who), Set.of(), Set.of(), Set.of("CODE"));
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
    assertThat(rules(policy, Map.of(), members()).join(join)).isInstanceOf(Verdict.Allowed.class);
    assertThat(rules(policy, Map.of(), members(OWNER)).join(join))
        .isEqualTo(new Verdict.Refused("restricted: this relay has reached its member limit"));
    assertThat(rules(policy, Map.of(), members(OWNER, WHO)).join(join))
        .isInstanceOf(Verdict.Allowed.class);
  }

  @Test
  void a_wrong_code_is_reported_before_the_member_limit() {
    var policy = new RelayConfig.Policy(false, false, false, false, false, 0);
    var join = Event.sign(SOMEBODY, 1, 28_934, List.of(List.of("claim", "WRONG")), "");
    assertThat(rules(policy, Map.of(), members()).join(join))
        .isEqualTo(new Verdict.Refused("invalid: failed to validate invite code"));
  }

  @Test
  void an_event_with_too_many_tags_is_refused() {
    var tags = Collections.nCopies(Rules.EVENT_TAGS_MAX + 1, List.of("t", "x"));
    var event = Event.sign(SOMEBODY, 1, 1, tags, "");
    assertThat(rules(closed(), Map.of(), members(WHO)).admit(event, WHO))
        .isEqualTo(
            new Admission.Refused(new Verdict.Refused("invalid: an event has at most 10000 tags")));
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
        assertThat(rules.admit(Event.sign(SOMEBODY, 1, kind, List.of(), ""), WHO))
            .as("kind %s", kind)
            .isInstanceOf(admission));
  }
}
