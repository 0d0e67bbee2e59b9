package caravel.control.hosting.zooid;

import static org.assertj.core.api.Assertions.assertThat;

import caravel.control.hosting.RelayHost.ApplyResult;
import caravel.control.hosting.RelayHost.Membership;
import caravel.control.hosting.RelayHost.Observation;
import caravel.control.hosting.RelayHost.RelayReply;
import caravel.control.hosting.RelayHost.RemovalResult;
import caravel.control.hosting.RelaySpec;
import caravel.control.hosting.SteppingClock;
import caravel.control.hosting.members.KeyRange;
import caravel.control.hosting.members.MemberPage;
import caravel.control.hosting.zooid.RecordedZooid.Fault;
import caravel.control.hosting.zooid.RecordedZooid.Seen;
import caravel.control.plan.Plan;
import caravel.control.relay.RelaySettings;
import caravel.control.relay.RelaySettings.Switch;
import caravel.nostr.Json;
import caravel.nostr.PublicKey;
import caravel.nostr.SecretKey;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ObjectNode;

/// The client of zooid, against recorded answers.
final class ZooidHostTest {
  private static final SecretKey API_KEY = SecretKey.parse("09".repeat(32));
  private static final SecretKey RELAY_KEY = SecretKey.parse("01".repeat(32));
  private static final PublicKey OWNER = SecretKey.parse("02".repeat(32)).publicKey();
  private static final PublicKey ALICE = SecretKey.parse("06".repeat(32)).publicKey();

  private final SteppingClock clock = new SteppingClock(Instant.ofEpochSecond(1_700_000_000));
  private final RecordedZooid zooid = new RecordedZooid(clock, API_KEY.publicKey());
  private final ZooidHost host = host(API_KEY, null, null);

  @AfterEach
  void close() {
    host.close();
    zooid.close();
  }

  @Test
  void a_new_relay_is_posted_with_its_key_and_seen_after_a_while() {
    var spec = spec("one", false);
    assertThat(host.apply(spec)).isEqualTo(new ApplyResult.Accepted());
    assertThat(host.probe(spec)).isInstanceOf(Observation.Drifted.class);
    clock.advance(RecordedZooid.EFFECT_DELAY);
    assertThat(host.probe(spec)).isInstanceOf(Observation.InSync.class);
    assertThat(methods()).containsExactly("POST");
    assertThat(zooid.files().values())
        .allSatisfy(
            file -> assertThat(file.path("secret").asString("")).isEqualTo(RELAY_KEY.revealHex()));
  }

  @Test
  void the_body_is_the_portable_one_with_our_limit() {
    host.apply(spec("one", false));
    var body = (ObjectNode) Json.mapper().readTree(zooid.seen().getFirst().body());
    body.remove("host");
    assertThat(body.toString())
        .isEqualTo(
            """
            {"schema":"one_1","inactive":false,\
            "info":{"name":"One","icon":"","description":"first","pubkey":"%s"},\
            "policy":{"public_read":false,"public_write":true,"public_join":false,\
            "strip_signatures":false,"max_members":10,"max_bytes":5000000},\
            "groups":{"enabled":true},"management":{"enabled":true},"push":{"enabled":false},\
            "blossom":{"enabled":true,"authenticated_read":false,\
            "max_bytes":7000000,"max_bytes_per_member":null,"adapter":"local",\
            "s3":{"endpoint":"","region":"","bucket":"","access_key":"","secret_key":"",\
            "key_prefix":""}},\
            "livekit":{"server_url":"","api_key":"","api_secret":""},\
            "roles":{"member":{"pubkeys":[],"can_invite":true,"can_manage":false},\
            "moderator":{"pubkeys":[],"can_invite":true,"can_manage":true}},\
            "secret":"%s"}\
            """
                .formatted(OWNER.hex(), RELAY_KEY.revealHex()));
  }

  @Test
  void a_known_relay_is_patched_without_its_key() {
    host.apply(spec("one", false));
    assertThat(host.apply(spec("one", true))).isEqualTo(new ApplyResult.Accepted());
    assertThat(methods()).containsExactly("POST", "PATCH");
    assertThat(zooid.seen().getLast().body())
        .doesNotContain("secret\":\"" + RELAY_KEY.revealHex())
        .doesNotContain(RELAY_KEY.revealHex())
        .contains("\"max_members\":10", "\"max_bytes\":5000000"); // B5
  }

  @Test
  void a_relay_the_host_has_forgotten_is_posted_again() {
    assertThat(host.apply(spec("one", true))).isEqualTo(new ApplyResult.Accepted());
    assertThat(methods()).containsExactly("PATCH", "POST");
  }

  @Test
  void a_relay_that_is_there_already_is_adopted() {
    zooid.fail(Fault.LOST_AFTER);
    assertThat(host.apply(spec("one", false))).isInstanceOf(ApplyResult.Unknown.class);
    assertThat(host.apply(spec("one", false))).isEqualTo(new ApplyResult.Accepted());
    assertThat(methods()).containsExactly("POST", "POST", "PATCH");
    assertThat(zooid.files()).hasSize(1);
  }

  @Test
  void a_host_or_schema_of_another_relay_is_refused_in_words() {
    host.apply(spec("one", false));
    var sameHost = with(spec("two", false), zooidHost("one"), "two_1");
    assertThat(host.apply(sameHost))
        .isEqualTo(
            new ApplyResult.Refused(
                "The address %s is already taken by another relay on this server."
                    .formatted(zooidHost("one"))));
    var sameSchema = with(spec("three", false), zooidHost("three"), "one_1");
    assertThat(host.apply(sameSchema)).isInstanceOf(ApplyResult.Refused.class);
    assertThat(zooid.files()).containsOnlyKeys("one");
  }

  @Test
  void a_lost_connection_a_proxy_page_and_zooids_own_trouble_are_not_a_no() {
    zooid.fail(Fault.LOST_BEFORE, Fault.BAD_GATEWAY, Fault.CANNOT_WRITE);
    for (var i = 0; i < 3; i++) {
      assertThat(host.apply(spec("one", false))).isInstanceOf(ApplyResult.Unknown.class);
    }
    assertThat(host.apply(spec("one", false))).isEqualTo(new ApplyResult.Accepted());
  }

  @Test
  void every_call_to_an_absent_host_is_unknown() {
    host.apply(spec("one", false));
    zooid.away(true);
    assertThat(host.apply(spec("one", true))).isInstanceOf(ApplyResult.Unknown.class);
    assertThat(host.probe(spec("one", true))).isInstanceOf(Observation.Unknown.class);
    assertThat(host.members(spec("one", true))).isInstanceOf(Membership.Unknown.class);
    assertThat(host.delete(spec("one", true), false)).isInstanceOf(RemovalResult.Unknown.class);
    zooid.away(false);
    assertThat(host.apply(spec("one", true))).isEqualTo(new ApplyResult.Accepted());
  }

  @Test
  void a_key_that_is_not_whitelisted_is_the_operators_matter_not_the_owners() {
    try (var stranger = host(SecretKey.parse("0a".repeat(32)), null, null)) {
      assertThat(stranger.apply(spec("one", false)))
          .isEqualTo(
              new ApplyResult.Unknown(
                  "zooid does not accept the platform's key: pubkey not in whitelist"));
    }
  }

  @Test
  void a_signature_that_zooid_does_not_accept_is_named_to_the_operator() {
    zooid.fail(Fault.DENIED);
    assertThat(host.apply(spec("one", false)))
        .isEqualTo(
            new ApplyResult.Unknown(
                "zooid does not accept the platform's key: event missing or invalid u tag"));
  }

  @Test
  void off_is_believed_only_when_the_address_is_404() {
    var spec = spec("one", false);
    host.apply(spec);
    clock.advance(RecordedZooid.EFFECT_DELAY);
    var off = offline(spec);
    assertThat(host.probe(off))
        .isInstanceOfSatisfying(
            Observation.Drifted.class,
            drifted -> {
              assertThat(drifted.up()).isTrue();
              assertThat(drifted.how()).contains("should be off");
            });
    host.apply(off);
    clock.advance(RecordedZooid.EFFECT_DELAY);
    assertThat(host.probe(off)).isInstanceOf(Observation.InSync.class);
    assertThat(host.probe(spec))
        .isInstanceOfSatisfying(
            Observation.Drifted.class, drifted -> assertThat(drifted.up()).isFalse());
  }

  @Test
  void members_are_listed_without_the_relays_own_key() {
    host.apply(spec("one", false));
    zooid.join("one", RELAY_KEY.publicKey().hex());
    zooid.join("one", OWNER.hex());
    zooid.join("one", ALICE.hex());
    zooid.join("one", ALICE.hex());
    assertThat(host.members(spec("one", true)))
        .isEqualTo(new Membership.Listed(List.of(OWNER, ALICE).stream().sorted().toList()));
    assertThat(host.members(spec("none", true))).isInstanceOf(Membership.Unknown.class);
  }

  @Test
  void a_stock_zooid_has_no_pages_so_they_are_taken_from_its_whole_list() {
    host.apply(spec("one", false));
    zooid.join("one", RELAY_KEY.publicKey().hex());
    zooid.join("one", OWNER.hex());
    zooid.join("one", ALICE.hex());
    var sorted = List.of(OWNER, ALICE).stream().sorted().toList();
    var one = spec("one", true);
    assertThat(host.memberPage(one, KeyRange.ALL, null, 1))
        .isEqualTo(
            new RelayReply.Answered<>(new MemberPage(List.of(sorted.getFirst()), 2, 2, true)));
    assertThat(host.memberPage(one, KeyRange.ALL, sorted.getFirst(), 1))
        .isEqualTo(
            new RelayReply.Answered<>(new MemberPage(List.of(sorted.getLast()), 2, 2, false)));
    assertThat(host.memberPage(one, KeyRange.of(ALICE), null, 5))
        .isEqualTo(new RelayReply.Answered<>(new MemberPage(List.of(ALICE), 2, 1, false)));
    assertThat(host.membersAmong(one, List.of(ALICE, RELAY_KEY.publicKey())))
        .isEqualTo(new RelayReply.Answered<>(new MemberPage(List.of(ALICE), 2, 1, false)));
    assertThat(host.memberPage(spec("none", true), KeyRange.ALL, null, 1))
        .isInstanceOf(RelayReply.Unknown.class);
  }

  @Test
  void deleting_is_done_once_and_a_stock_host_keeps_the_events() {
    host.apply(spec("one", false));
    assertThat(host.delete(spec("one", true), true)).isEqualTo(new RemovalResult.Gone(false));
    assertThat(zooid.seen().getLast()).isEqualTo(new Seen("DELETE", "/relay/one", "purge=1", ""));
    assertThat(zooid.files()).isEmpty();
    assertThat(host.delete(spec("one", true), false)).isEqualTo(new RemovalResult.Gone(false));
  }

  @Test
  void when_it_is_unknown_whether_the_relay_was_made_again_it_is_not_taken_for_gone() {
    // P5: the answer was Gone, recorded as "events kept" and never tried again.
    zooid.fail(Fault.NONE, Fault.LOST_BEFORE);
    assertThat(host.delete(offline(spec("one", true)), true))
        .isInstanceOf(RemovalResult.Unknown.class);
    assertThat(methods()).containsExactly("DELETE", "POST");
    assertThat(host.delete(offline(spec("one", true)), true))
        .isEqualTo(new RemovalResult.Gone(false));
  }

  @Test
  void a_relay_the_host_has_forgotten_is_made_once_more_to_be_erased() {
    assertThat(host.delete(offline(spec("one", true)), true))
        .isEqualTo(new RemovalResult.Gone(false));
    assertThat(methods()).containsExactly("DELETE", "POST", "DELETE");
    assertThat(zooid.files()).isEmpty();
  }

  @Test
  void services_behind_the_host_are_named_only_where_the_relay_has_them() {
    var s3 = new ZooidSettings.S3("", "eu", "media", "access", "s3-secret");
    var livekit = new ZooidSettings.Livekit("wss://rooms", "key", "livekit-secret");
    try (var rich = host(API_KEY, s3, livekit)) {
      rich.apply(spec("one", false));
      var body = Json.mapper().readTree(zooid.seen().getLast().body());
      assertThat(body.path("blossom").path("s3").path("key_prefix").asString(""))
          .isEqualTo("one_1");
      assertThat(body.path("livekit").path("api_key").asString("")).isEmpty();
      rich.apply(withLivekit(spec("one", true)));
      body = Json.mapper().readTree(zooid.seen().getLast().body());
      assertThat(body.path("livekit").path("api_key").asString("")).isEqualTo("key");
    }
    assertThat(s3.toString() + livekit).doesNotContain("secret");
  }

  @Test
  void nothing_that_prints_names_the_key() {
    assertThat(spec("one", false).toString()).doesNotContain(RELAY_KEY.revealHex());
    var settings = new ZooidSettings(zooid.apiUrl(), API_KEY, null, null, null);
    assertThat(settings.toString()).doesNotContain(API_KEY.revealHex());
  }

  private ZooidHost host(
      SecretKey key, ZooidSettings.@Nullable S3 s3, ZooidSettings.@Nullable Livekit livekit) {
    return ZooidHost.open(
        new ZooidSettings(zooid.apiUrl(), key, null, s3, livekit), clock, Duration.ofSeconds(5));
  }

  private List<String> methods() {
    return zooid.seen().stream().map(Seen::method).toList();
  }

  private String zooidHost(String id) {
    return id + ".localhost:" + zooid.port();
  }

  private RelaySpec spec(String id, boolean known) {
    return new RelaySpec(
        new RelaySpec.Identity(id, zooidHost(id), id + "_1", RELAY_KEY),
        known,
        false,
        new RelaySpec.Info("One", "", "first", OWNER),
        RelaySettings.of(
            Switch.PUBLIC_WRITE,
            Switch.MEMBERS_CAN_INVITE,
            Switch.GROUPS,
            Switch.MANAGEMENT,
            Switch.BLOSSOM),
        new RelaySpec.Limits(10, 5_000_000L, new Plan.FileBytes(7_000_000L, null)));
  }

  private static RelaySpec offline(RelaySpec spec) {
    return new RelaySpec(spec.identity(), true, true, spec.info(), spec.settings(), spec.limits());
  }

  private static RelaySpec with(RelaySpec spec, String host, String schema) {
    var identity = spec.identity();
    return new RelaySpec(
        new RelaySpec.Identity(identity.id(), host, schema, identity.secret()),
        spec.known(),
        spec.inactive(),
        spec.info(),
        spec.settings(),
        spec.limits());
  }

  private static RelaySpec withLivekit(RelaySpec spec) {
    return new RelaySpec(
        spec.identity(),
        spec.known(),
        spec.inactive(),
        spec.info(),
        RelaySettings.of(
            Switch.PUBLIC_WRITE,
            Switch.MEMBERS_CAN_INVITE,
            Switch.GROUPS,
            Switch.MANAGEMENT,
            Switch.BLOSSOM,
            Switch.LIVEKIT),
        spec.limits());
  }
}
