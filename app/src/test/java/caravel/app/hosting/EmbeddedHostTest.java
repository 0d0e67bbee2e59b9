package caravel.app.hosting;

import static org.assertj.core.api.Assertions.assertThat;

import caravel.control.hosting.RelayHost.ApplyResult;
import caravel.control.hosting.RelayHost.Membership;
import caravel.control.hosting.RelayHost.Observation;
import caravel.control.hosting.RelayHost.PeopleChange;
import caravel.control.hosting.RelayHost.RelayBan;
import caravel.control.hosting.RelayHost.RelayReply;
import caravel.control.hosting.RelayHost.RemovalResult;
import caravel.control.hosting.RelaySpec;
import caravel.control.hosting.files.FileHost.FilePage;
import caravel.control.hosting.files.FileHost.FileSort;
import caravel.control.hosting.files.FileHost.StoredFile;
import caravel.control.hosting.invites.InviteHost.RelayInvite;
import caravel.control.hosting.members.KeyRange;
import caravel.control.hosting.members.MemberPage;
import caravel.control.hosting.usage.UsageHost.HostUsage;
import caravel.control.hosting.zooid.ZooidHost;
import caravel.control.hosting.zooid.ZooidSettings;
import caravel.control.relay.RelaySettings;
import caravel.control.relay.RelaySettings.Switch;
import caravel.engine.Engine;
import caravel.engine.EngineSettings;
import caravel.engine.store.Sync;
import caravel.nostr.Hex;
import caravel.nostr.Nip98;
import caravel.nostr.PublicKey;
import caravel.nostr.SecretKey;
import caravel.nostr.Sha256;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Runs the checks for a recorded zooid against the embedded engine.
final class EmbeddedHostTest {
  private static final SecretKey API_KEY = SecretKey.parse("09".repeat(32));
  private static final SecretKey RELAY_KEY = SecretKey.parse("01".repeat(32));
  private static final PublicKey OWNER = SecretKey.parse("02".repeat(32)).publicKey();

  private static final SecretKey GUEST_KEY = SecretKey.parse("07".repeat(32));
  private static final PublicKey GUEST = GUEST_KEY.publicKey();

  @TempDir Path folder;
  private Engine engine;
  private ZooidHost host;

  @BeforeEach
  void start() throws IOException {
    var port = freePort();
    engine =
        Engine.start(
            new EngineSettings(
                new EngineSettings.Listen("127.0.0.1", port),
                new EngineSettings.Folders(
                    folder.resolve("config"), folder.resolve("relays"), folder.resolve("media")),
                new EngineSettings.Api("127.0.0.1:" + port, Set.of(API_KEY.publicKey())),
                Sync.NORMAL,
                List.of()),
            InstantSource.system());
    host = host(API_KEY);
  }

  @AfterEach
  void stop() {
    host.close();
    engine.close();
  }

  @Test
  void a_new_relay_is_made_and_seen() {
    assertThat(host.apply(spec("one", false))).isEqualTo(new ApplyResult.Accepted());
    assertThat(host.probe(spec("one", true))).isInstanceOf(Observation.InSync.class);
  }

  @Test
  void a_change_keeps_the_key_and_off_is_404() {
    host.apply(spec("one", false));
    assertThat(host.apply(named(spec("one", true), "Two"))).isEqualTo(new ApplyResult.Accepted());
    assertThat(host.probe(named(spec("one", true), "Two"))).isInstanceOf(Observation.InSync.class);
    assertThat(host.probe(spec("one", true))).isInstanceOf(Observation.Drifted.class);
    assertThat(host.apply(offline(spec("one", true)))).isEqualTo(new ApplyResult.Accepted());
    assertThat(host.probe(offline(spec("one", true)))).isInstanceOf(Observation.InSync.class);
    assertThat(host.apply(spec("one", true))).isEqualTo(new ApplyResult.Accepted());
    assertThat(host.probe(spec("one", true))).isInstanceOf(Observation.InSync.class);
  }

  @Test
  void what_is_there_is_adopted_and_what_is_forgotten_is_made_again() {
    host.apply(spec("one", false));
    assertThat(host.apply(spec("one", false))).isEqualTo(new ApplyResult.Accepted());
    assertThat(host.apply(spec("two", true))).isEqualTo(new ApplyResult.Accepted());
    assertThat(host.probe(spec("two", true))).isInstanceOf(Observation.InSync.class);
  }

  @Test
  void the_host_of_another_relay_is_refused_in_words() {
    host.apply(spec("one", false));
    var one = spec("one", false).identity();
    var thief =
        with(new RelaySpec.Identity("thief", one.host(), "thief_1", RELAY_KEY), spec("one", false));
    assertThat(host.apply(thief))
        .isInstanceOfSatisfying(
            ApplyResult.Refused.class,
            refused -> assertThat(refused.sentence()).contains(one.host(), "already taken"));
    var squatter =
        with(
            new RelaySpec.Identity("squatter", hostName("squatter"), one.schema(), RELAY_KEY),
            spec("one", false));
    assertThat(host.apply(squatter)).isInstanceOf(ApplyResult.Refused.class);
  }

  @Test
  void the_owner_is_the_one_member_of_a_new_relay_also_when_it_is_off() {
    host.apply(spec("one", false));
    assertThat(host.members(spec("one", true))).isEqualTo(new Membership.Listed(List.of(OWNER)));
    host.apply(offline(spec("one", true)));
    assertThat(host.members(offline(spec("one", true))))
        .isEqualTo(new Membership.Listed(List.of(OWNER)));
    assertThat(host.members(spec("none", true))).isInstanceOf(Membership.Unknown.class);
  }

  @Test
  void erased_is_said_to_be_erased_also_the_second_time() {
    host.apply(spec("one", false));
    assertThat(host.delete(spec("one", true), false)).isEqualTo(new RemovalResult.Gone(false));
    assertThat(host.probe(spec("one", true)))
        .isInstanceOfSatisfying(
            Observation.Drifted.class, drifted -> assertThat(drifted.up()).isFalse());
    assertThat(host.delete(offline(spec("one", true)), true))
        .isEqualTo(new RemovalResult.Gone(true));
    assertThat(host.delete(offline(spec("one", true)), true))
        .isEqualTo(new RemovalResult.Gone(true));
  }

  @Test
  void people_are_added_banned_and_let_back_in() {
    host.apply(spec("one", false));
    var one = spec("one", true);
    change(one, new PeopleChange.Add(GUEST));
    assertThat(members(one)).containsExactlyInAnyOrder(OWNER, GUEST);
    change(one, new PeopleChange.Ban(GUEST, "spam"));
    assertThat(members(one)).containsExactly(OWNER);
    assertThat(host.bans(one))
        .isEqualTo(new RelayReply.Answered<>(List.of(new RelayBan(GUEST, "spam"))));
    change(one, new PeopleChange.LiftBan(GUEST));
    assertThat(host.bans(one)).isEqualTo(new RelayReply.Answered<>(List.of()));
    assertThat(members(one)).containsExactly(OWNER);
    change(one, new PeopleChange.Add(GUEST));
    change(one, new PeopleChange.Remove(GUEST));
    assertThat(members(one)).containsExactly(OWNER);
  }

  @Test
  void members_are_paged_and_looked_up_by_the_engine() {
    host.apply(spec("one", false));
    var one = spec("one", true);
    change(one, new PeopleChange.Add(GUEST));
    var sorted = List.of(OWNER, GUEST).stream().sorted().toList();
    assertThat(host.memberPage(one, KeyRange.ALL, null, 1))
        .isEqualTo(
            new RelayReply.Answered<>(new MemberPage(List.of(sorted.getFirst()), 2, 2, true)));
    assertThat(host.memberPage(one, KeyRange.ALL, sorted.getFirst(), 1))
        .isEqualTo(
            new RelayReply.Answered<>(new MemberPage(List.of(sorted.getLast()), 2, 2, false)));
    assertThat(host.memberPage(one, KeyRange.of(GUEST), null, 5))
        .isEqualTo(new RelayReply.Answered<>(new MemberPage(List.of(GUEST), 2, 1, false)));
    assertThat(host.membersAmong(one, List.of(GUEST, RELAY_KEY.publicKey())))
        .isEqualTo(new RelayReply.Answered<>(new MemberPage(List.of(GUEST), 2, 1, false)));
  }

  @Test
  void the_owner_is_not_banned() {
    host.apply(spec("one", false));
    assertThat(host.change(spec("one", true), new PeopleChange.Ban(OWNER, "coup")))
        .isInstanceOf(RelayReply.Refused.class);
    assertThat(members(spec("one", true))).containsExactly(OWNER);
  }

  @Test
  void an_invite_of_the_relays_own_is_the_same_each_time() {
    host.apply(spec("one", false));
    var first = host.invite(spec("one", true));
    assertThat(first)
        .isInstanceOfSatisfying(
            RelayReply.Answered.class,
            answered -> assertThat(answered.value()).asString().isNotBlank());
    assertThat(host.invite(spec("one", true))).isEqualTo(first);
  }

  @Test
  void an_invite_with_limits_is_listed_with_them_and_revoked() {
    host.apply(spec("one", false));
    var one = spec("one", true);
    host.content().manage(one, "createclaim", List.of("TWICE", 4_000_000_000L, 2L));
    assertThat(host.inviteCodes().invites(one))
        .isEqualTo(
            new RelayReply.Answered<>(
                List.of(new RelayInvite("TWICE", null, 4_000_000_000L, 2, 0))));
    host.content().manage(one, "deleteclaim", List.of("TWICE"));
    assertThat(host.inviteCodes().invites(one)).isEqualTo(new RelayReply.Answered<>(List.of()));
    assertThat(host.invite(one)).isInstanceOf(RelayReply.Answered.class);
    assertThat(host.inviteCodes().invites(one))
        .isInstanceOfSatisfying(
            RelayReply.Answered.class,
            answered ->
                assertThat(((RelayInvite) ((List<?>) answered.value()).getFirst()).inviter())
                    .isEqualTo(RELAY_KEY.publicKey()));
  }

  @Test
  void the_usage_is_read_and_calls_are_off_without_livekit() {
    host.apply(spec("one", false));
    host.content().manage(spec("one", true), "listclaims", List.of());
    var usage = host.usage().usage(spec("one", true), true);
    assertThat(usage)
        .isInstanceOfSatisfying(
            RelayReply.Answered.class,
            answered -> {
              var read = (HostUsage) answered.value();
              assertThat(read.storage().events()).isPositive();
              assertThat(read.storage().eventBytes()).isPositive();
              assertThat(read.storage().fileBytes()).isZero();
              assertThat(read.limits().eventBytes()).isPositive();
              assertThat(read.traffic().startedAt()).isPositive();
              assertThat(read.calls()).isNull();
            });
    assertThat(host.usage().usage(spec("none", true), false))
        .isInstanceOf(RelayReply.Unknown.class);
  }

  @Test
  void a_new_relay_has_no_files_and_a_missing_file_is_not_deleted() {
    host.apply(spec("one", false));
    var files = host.files();
    assertThat(files.files(spec("one", true), FileSort.SIZE, ""))
        .isEqualTo(new RelayReply.Answered<>(new FilePage(0, 0, List.of(), "")));
    assertThat(files.deleteFile(spec("one", true), "a1".repeat(32)))
        .isEqualTo(new RelayReply.Answered<>(false));
    assertThat(files.files(spec("none", true), FileSort.TIME, ""))
        .isInstanceOf(RelayReply.Unknown.class);
  }

  @Test
  void a_file_is_stored_once_with_its_owners_and_read_again() throws IOException {
    host.apply(withFiles(spec("one", false)));
    var files = host.files();
    var content = "hello".getBytes(StandardCharsets.UTF_8);
    var hash = Hex.encode(Sha256.of(content));
    var file = new StoredFile(hash, content.length, "text/plain", 7, List.of(GUEST, OWNER));
    assertThat(files.storeFile(spec("one", true), file, new ByteArrayInputStream(content)))
        .isEqualTo(new RelayReply.Answered<>(true));
    assertThat(files.storeFile(spec("one", true), file, new ByteArrayInputStream(content)))
        .isEqualTo(new RelayReply.Answered<>(false));
    assertThat(files.files(spec("one", true), FileSort.TIME, ""))
        .isInstanceOfSatisfying(
            RelayReply.Answered.class,
            answered -> {
              var stored = ((FilePage) answered.value()).page().getFirst();
              assertThat(stored.sha256()).isEqualTo(hash);
              assertThat(stored.uploadedAt()).isEqualTo(7);
              assertThat(stored.owners()).containsExactlyInAnyOrder(GUEST, OWNER);
            });
    assertThat(files.openFile(spec("one", true), hash))
        .isInstanceOfSatisfying(
            RelayReply.Answered.class,
            answered ->
                assertThat(((Optional<?>) answered.value()).map(InputStream.class::cast))
                    .hasValueSatisfying(body -> assertThat(body).hasContent("hello")));
    assertThat(files.openFile(spec("one", true), "a1".repeat(32)))
        .isEqualTo(new RelayReply.Answered<>(Optional.empty()));
    var wrong = new StoredFile("a1".repeat(32), 5, "text/plain", 7, List.of(OWNER));
    assertThat(files.storeFile(spec("one", true), wrong, new ByteArrayInputStream(content)))
        .isEqualTo(new RelayReply.Refused<>("the bytes are not those of the file"));
  }

  @Test
  void management_that_is_off_takes_no_orders() {
    var one = unmanaged(spec("one", false));
    host.apply(one);
    assertThat(host.change(one, new PeopleChange.Add(GUEST))).isEqualTo(new RelayReply.Off<>());
    assertThat(host.bans(one)).isEqualTo(new RelayReply.Off<>());
    assertThat(host.invite(one)).isInstanceOf(RelayReply.Answered.class);
  }

  @Test
  void a_relay_that_is_off_takes_no_orders_either() {
    host.apply(spec("one", false));
    host.apply(offline(spec("one", true)));
    assertThat(host.change(spec("one", true), new PeopleChange.Add(GUEST)))
        .isInstanceOf(RelayReply.Unknown.class);
    assertThat(host.invite(spec("one", true))).isInstanceOf(RelayReply.Unknown.class);
  }

  @Test
  void a_stranger_gets_nothing_done() {
    try (var stranger = host(SecretKey.parse("0a".repeat(32)))) {
      assertThat(stranger.apply(spec("one", false))).isInstanceOf(ApplyResult.Unknown.class);
      assertThat(stranger.members(spec("one", true))).isInstanceOf(Membership.Unknown.class);
      assertThat(stranger.delete(spec("one", true), true))
          .isInstanceOf(RemovalResult.Unknown.class);
    }
  }

  @Test
  void an_engine_that_is_gone_is_unknown() {
    host.apply(spec("one", false));
    engine.close();
    assertThat(host.apply(spec("one", true))).isInstanceOf(ApplyResult.Unknown.class);
    assertThat(host.probe(spec("one", true))).isInstanceOf(Observation.Unknown.class);
  }

  private void change(RelaySpec spec, PeopleChange change) {
    assertThat(host.change(spec, change)).isEqualTo(new RelayReply.Answered<>(change));
  }

  private List<PublicKey> members(RelaySpec spec) {
    return ((Membership.Listed) host.members(spec)).keys();
  }

  @Test
  void the_team_manages_the_relay_from_its_own_client_until_it_is_removed() throws IOException {
    host.apply(spec("one", false));
    assertThat(manages(GUEST_KEY, "one")).isFalse();
    host.apply(withManagers(spec("one", true), List.of(GUEST)));
    assertThat(manages(GUEST_KEY, "one")).isTrue();
    assertThat(host.members(spec("one", true)))
        .isInstanceOfSatisfying(
            Membership.Listed.class,
            listed -> assertThat(listed.keys()).containsExactlyInAnyOrder(OWNER, GUEST));
    host.apply(withManagers(spec("one", true), List.of()));
    assertThat(manages(GUEST_KEY, "one")).isFalse();
    assertThat(host.members(spec("one", true)))
        .as("who leaves the team stays a member")
        .isInstanceOfSatisfying(
            Membership.Listed.class, listed -> assertThat(listed.keys()).contains(GUEST));
  }

  /// Calls `listbannedpubkeys` as a person, and returns whether it was answered. Over a socket,
  /// because a client of Java sets the `Host` header itself.
  private boolean manages(SecretKey who, String id) throws IOException {
    var body = "{\"method\":\"listbannedpubkeys\",\"params\":[]}";
    var bytes = body.getBytes(StandardCharsets.UTF_8);
    var now = InstantSource.system().instant().getEpochSecond();
    var token = Nip98.token(who, "http://" + hostName(id) + "/", "POST", bytes, now);
    var request =
        """
        POST / HTTP/1.1
        Host: %s
        Content-Type: application/nostr+json+rpc
        Content-Length: %d
        Authorization: %s
        Connection: close

        %s\
        """
            .formatted(hostName(id), bytes.length, token, "BODY")
            .replace("\n", "\r\n")
            .replace("BODY", body);
    try (var socket = new Socket(InetAddress.getLoopbackAddress(), engine.port())) {
      socket.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
      var answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      return answer.contains("\"result\":[]");
    }
  }

  private static RelaySpec withManagers(RelaySpec spec, List<PublicKey> managers) {
    var info = spec.info();
    return new RelaySpec(
        spec.identity(),
        spec.known(),
        spec.inactive(),
        new RelaySpec.Info(info.name(), info.icon(), info.description(), info.owner(), managers),
        spec.settings(),
        spec.limits());
  }

  private ZooidHost host(SecretKey key) {
    var url = URI.create("http://127.0.0.1:" + engine.port());
    return ZooidHost.open(new ZooidSettings(url, key, null, null, null), InstantSource.system());
  }

  private String hostName(String id) {
    return id + ".localhost:" + engine.port();
  }

  private RelaySpec spec(String id, boolean known) {
    return new RelaySpec(
        new RelaySpec.Identity(id, hostName(id), id + "_1", RELAY_KEY),
        known,
        false,
        new RelaySpec.Info("One", "", "first", OWNER),
        RelaySettings.of(Switch.MEMBERS_CAN_INVITE, Switch.GROUPS, Switch.MANAGEMENT, Switch.PUSH),
        new RelaySpec.Limits(10, null));
  }

  private static RelaySpec named(RelaySpec spec, String name) {
    return new RelaySpec(
        spec.identity(),
        spec.known(),
        spec.inactive(),
        new RelaySpec.Info(name, "", "", spec.info().owner()),
        spec.settings(),
        spec.limits());
  }

  private static RelaySpec offline(RelaySpec spec) {
    return new RelaySpec(
        spec.identity(), spec.known(), true, spec.info(), spec.settings(), spec.limits());
  }

  private static RelaySpec unmanaged(RelaySpec spec) {
    return new RelaySpec(
        spec.identity(),
        spec.known(),
        spec.inactive(),
        spec.info(),
        RelaySettings.of(Switch.MEMBERS_CAN_INVITE, Switch.GROUPS, Switch.PUSH),
        spec.limits());
  }

  private static RelaySpec withFiles(RelaySpec spec) {
    return new RelaySpec(
        spec.identity(),
        spec.known(),
        spec.inactive(),
        spec.info(),
        RelaySettings.of(Switch.MEMBERS_CAN_INVITE, Switch.GROUPS, Switch.BLOSSOM),
        spec.limits());
  }

  private static RelaySpec with(RelaySpec.Identity identity, RelaySpec spec) {
    return new RelaySpec(identity, false, false, spec.info(), spec.settings(), spec.limits());
  }

  private static int freePort() throws IOException {
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
