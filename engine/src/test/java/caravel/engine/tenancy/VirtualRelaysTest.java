package caravel.engine.tenancy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import caravel.engine.config.ConfigDraft;
import caravel.engine.session.Address;
import caravel.engine.session.ClientChannel;
import caravel.engine.session.LiveRelay;
import caravel.engine.store.EventStores;
import caravel.engine.store.Sync;
import caravel.engine.store.TestStores;
import caravel.nostr.SecretKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Conformance 5 to 10 and 22 to 36: the folder, hot reload and API operations, without HTTP.
final class VirtualRelaysTest {
  private static final String SECRET = "01".repeat(32);
  private static final String OTHER_SECRET =
      "0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f";
  private static final String OWNER = SecretKey.parse("02".repeat(32)).publicKey().hex();
  private static final Duration LONG = Duration.ofMinutes(10);

  @TempDir Path folder;
  private EventStores stores;
  private VirtualRelays relays;

  @BeforeEach
  void start() throws IOException {
    Files.createDirectories(folder.resolve("config"));
    stores = TestStores.open(folder.resolve("relays"), Sync.NORMAL);
    relays = open(LONG);
  }

  @AfterEach
  void stop() {
    relays.close();
    stores.close();
  }

  private VirtualRelays open(Duration lookThrough) {
    return VirtualRelays.open(
        folder.resolve("config"), stores, InstantSource.system(), lookThrough);
  }

  private static String json(String host, String schema, String more) {
    return """
    {"host":"%s","schema":"%s","secret":"%s","info":{"name":"%s","pubkey":"%s"}%s}\
    """
        .formatted(host, schema, SECRET, schema, OWNER, more);
  }

  private void write(String file, String json) throws IOException {
    Files.writeString(config(file), ConfigDraft.ofJson(json).toToml());
  }

  private Path config(String file) {
    return folder.resolve("config").resolve(file);
  }

  private static VirtualRelayId id(String id) {
    return new VirtualRelayId(id);
  }

  private String nameAt(String host) {
    return relays.at(host).map(relay -> relay.config().info().name()).orElse("404");
  }

  private static final class Peer implements ClientChannel {
    final ConcurrentLinkedQueue<String> closed = new ConcurrentLinkedQueue<>();

    @Override
    public void queue(String text) {}

    @Override
    public void queueEvent(byte[] head, byte[] event) {}

    @Override
    public void flush() {}

    @Override
    public void awaitRoom() {}

    @Override
    public void close(int code, String reason) {
      closed.add(reason);
    }

    static Peer on(LiveRelay relay) {
      var peer = new Peer();
      relay.connect(peer, new Address("ws://h"));
      return peer;
    }
  }

  @Test
  void a_file_is_served_without_a_restart_and_its_removal_stops_it() throws IOException { // 5
    write("a.toml", json("a", "a", ""));
    await().untilAsserted(() -> assertThat(nameAt("a")).isEqualTo("a"));
    write("a.toml", json("a2", "a", ""));
    await().untilAsserted(() -> assertThat(nameAt("a2")).isEqualTo("a"));
    assertThat(nameAt("a")).isEqualTo("404");
    Files.move(config("a.toml"), folder.resolve("elsewhere"));
    await().untilAsserted(() -> assertThat(nameAt("a2")).isEqualTo("404"));
    Files.move(folder.resolve("elsewhere"), config("whatever-its-name"));
    await().untilAsserted(() -> assertThat(nameAt("a2")).isEqualTo("a"));
  }

  @Test
  void a_broken_file_harms_no_other_relay() throws IOException { // 6
    Files.write(config("bytes"), new byte[] {(byte) 0xff, (byte) 0xfe, 0});
    Files.writeString(config("empty.toml"), "");
    Files.writeString(config("text.toml"), "host = unclosed");
    Files.writeString(config("deep.toml"), "a = " + "[".repeat(10_000));
    Files.createDirectories(config("folder.toml"));
    Files.write(config("huge.toml"), new byte[ConfigFolder.FILE_BYTES_MAX + 1]);
    write("b.toml", json("b", "b", ""));
    await().untilAsserted(() -> assertThat(nameAt("b")).isEqualTo("b"));
    relays.close();
    relays = open(LONG);
    assertThat(relays.all()).hasSize(1);
    assertThat(nameAt("b")).isEqualTo("b");
  }

  @Test
  void a_failed_reload_keeps_the_earlier_configuration() throws IOException { // 7
    write("a.toml", json("a", "a", ""));
    await().untilAsserted(() -> assertThat(nameAt("a")).isEqualTo("a"));
    var peer = Peer.on(relays.at("a").orElseThrow());
    Files.writeString(config("a.toml"), "host = \"half a fi");
    write("b.toml", json("b", "b", "")); // seen after a.toml
    await().untilAsserted(() -> assertThat(nameAt("b")).isEqualTo("b"));
    assertThat(nameAt("a")).isEqualTo("a");
    assertThat(peer.closed).isEmpty();
    assertThat(relays.members(id("a"))).isInstanceOf(Outcome.Members.class);
    assertThat(relays.create(id("a"), json("a", "a", ""))).isEqualTo(new Outcome.Exists());
    assertThat(relays.patch(id("a"), "{}")).isInstanceOf(Outcome.Failed.class);
    assertThat(relays.replace(id("a"), json("a", "a", ""))).isEqualTo(new Outcome.Done());
    assertThat(peer.closed).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"inactive\":true}",
        "{\"host\":\"b\"}",
        "{\"secret\":\"" + OTHER_SECRET + "\"}",
        "{\"info\":{\"pubkey\":\"1b84c5567b126440995d3ed5aaba0565d71e1834604819ff9c17f5e9d5dd078f\"}}",
        "{\"schema\":\"b\"}"
      })
  void deactivation_and_another_host_key_or_owner_close_the_sockets(String patch) { // 8
    assertThat(relays.create(id("a"), json("a", "a", ""))).isEqualTo(new Outcome.Done());
    var peer = Peer.on(relays.at("a").orElseThrow());
    assertThat(relays.patch(id("a"), patch)).isEqualTo(new Outcome.Done());
    assertThat(peer.closed).hasSize(1).allSatisfy(reason -> assertThat(reason).isNotBlank());
  }

  @Test
  void any_other_change_applies_while_sockets_stay_open() { // 8
    relays.create(id("a"), json("a", "a", ""));
    var live = relays.at("a").orElseThrow();
    var peer = Peer.on(live);
    assertThat(
            relays.patch(id("a"), "{\"info\":{\"name\":\"N\"},\"policy\":{\"public_read\":true}}"))
        .isEqualTo(new Outcome.Done());
    assertThat(relays.at("a").orElseThrow()).isSameAs(live);
    assertThat(live.config().info().name()).isEqualTo("N");
    assertThat(peer.closed).isEmpty();
    assertThat(relays.delete(id("a"), false)).isEqualTo(new Outcome.Done());
    assertThat(peer.closed).hasSize(1).allSatisfy(reason -> assertThat(reason).contains("deleted"));
  }

  @Test
  void owner_and_role_holders_are_members_on_load() { // 9
    var role = SecretKey.parse("03".repeat(32)).publicKey().hex();
    relays.create(
        id("a"),
        json("a", "a", ",\"roles\":{\"x\":{\"pubkeys\":[\"" + role + "\",\"nonsense\"]}}"));
    var members = (Outcome.Members) relays.members(id("a"));
    assertThat(members.members())
        .extracting(key -> key.hex())
        .containsExactlyInAnyOrder(OWNER, role);
    assertThat(List.copyOf(members.members())).isSorted();
    relays.patch(id("a"), "{\"inactive\":true}");
    assertThat(relays.members(id("a"))).isEqualTo(members); // 36
    assertThat(relays.members(id("b"))).isEqualTo(new Outcome.Unknown());
  }

  @Test
  void a_host_or_schema_belongs_to_one_relay_even_when_it_is_inactive() { // 24, 34
    relays.create(id("a"), json("a", "a", ",\"inactive\":true"));
    relays.create(id("b"), json("b", "b", ""));
    assertThat(relays.create(id("c"), json("c", "a", "")))
        .isEqualTo(new Outcome.Taken("schema \"a\" is already in use"));
    assertThat(relays.create(id("c"), json("a", "c", "")))
        .isEqualTo(new Outcome.Taken("host \"a\" is already in use"));
    assertThat(relays.patch(id("b"), "{\"schema\":\"a\"}"))
        .isEqualTo(new Outcome.Taken("schema \"a\" is already in use"));
    assertThat(relays.replace(id("b"), json("a", "b", "")))
        .isEqualTo(new Outcome.Taken("host \"a\" is already in use"));
    assertThat(relays.replace(id("b"), json("b", "b", ""))).isEqualTo(new Outcome.Done()); // 29
    relays.patch(id("a"), "{\"host\":\"a2\"}");
    assertThat(relays.create(id("c"), json("a", "c", ""))).isEqualTo(new Outcome.Done());
  }

  @Test
  void two_files_never_share_a_schema_and_the_second_takes_over_when_the_first_goes()
      throws IOException {
    write("a.toml", json("a", "same", ""));
    write("b.toml", json("b", "same", ""));
    write("c.toml", json("c", "c", ""));
    await().untilAsserted(() -> assertThat(nameAt("c")).isEqualTo("c"));
    assertThat(List.of(nameAt("a"), nameAt("b"))).containsExactlyInAnyOrder("same", "404");
    var served = nameAt("a").equals("404") ? "b" : "a";
    assertThat(relays.delete(id(served), false)).isEqualTo(new Outcome.Done());
    var other = served.equals("a") ? "b" : "a";
    await().untilAsserted(() -> assertThat(nameAt(other)).isEqualTo("same"));
  }

  @Test
  void of_many_posts_at_once_for_one_schema_one_passes() throws Exception {
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var posts =
          IntStream.range(0, 50)
              .mapToObj(i ->
                  (Callable<Outcome>) () -> relays.create(id("r" + i), json("h" + i, "one", "")))
              .toList();
      var outcomes = threads.invokeAll(posts).stream().map(future -> future.resultNow()).toList();
      assertThat(outcomes).filteredOn(new Outcome.Done()::equals).hasSize(1);
      assertThat(outcomes)
          .filteredOn(new Outcome.Taken("schema \"one\" is already in use")::equals)
          .hasSize(49);
    }
    assertThat(relays.all()).hasSize(1);
  }

  @Test
  void only_the_owner_may_read_files_because_they_hold_secrets() throws IOException {
    relays.create(id("a"), json("a", "a", ""));
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(config("a.toml"))))
        .isEqualTo("rw-------");
    relays.patch(id("a"), "{\"inactive\":true}");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(config("a.toml"))))
        .isEqualTo("rw-------");
    try (var unfinished = Files.list(config(".writing"))) {
      assertThat(unfinished).isEmpty();
    }
  }

  @Test
  void a_failed_write_changes_nothing() throws IOException {
    relays.create(id("a"), json("a", "a", ""));
    var peer = Peer.on(relays.at("a").orElseThrow());
    Files.delete(config(".writing"));
    Files.writeString(config(".writing"), "no folder");
    assertThat(relays.patch(id("a"), "{\"host\":\"b\"}"))
        .isEqualTo(new Outcome.Failed("failed to write config: input or output failed"));
    assertThat(relays.create(id("b"), json("b", "b", ""))).isInstanceOf(Outcome.Failed.class);
    assertThat(nameAt("a")).isEqualTo("a");
    assertThat(nameAt("b")).isEqualTo("404");
    assertThat(peer.closed).isEmpty();
    Files.delete(config(".writing"));
    assertThat(relays.patch(id("a"), "{\"host\":\"b\"}")).isEqualTo(new Outcome.Done());
    assertThat(nameAt("b")).isEqualTo("a");
  }

  @Test
  void purge_erases_the_events_and_plain_deletion_keeps_them() throws IOException { // 10, 35
    relays.create(id("a"), json("a", "a", ""));
    relays.members(id("a"));
    assertThat(folder.resolve("relays/a.db")).exists();
    assertThat(relays.delete(id("a"), false)).isEqualTo(new Outcome.Done());
    assertThat(folder.resolve("relays/a.db")).exists();
    assertThat(relays.delete(id("a"), false)).isEqualTo(new Outcome.Unknown());
    relays.create(id("a"), json("a", "a", ""));
    relays.members(id("a"));
    assertThat(relays.delete(id("a"), true)).isEqualTo(new Outcome.Purged());
    assertThat(folder.resolve("relays/a.db")).doesNotExist();
    assertThat(config("a.toml")).doesNotExist();
    Files.writeString(config("broken.toml"), "schema = \"a\"");
    assertThat(relays.delete(id("broken"), true))
        .as("nothing is erased that may be another's, and nobody is told so")
        .isEqualTo(new Outcome.Done());
  }

  @Test
  void a_change_without_a_file_event_is_found_by_the_full_scan() throws IOException {
    relays.close();
    relays = VirtualRelays.unwatched(folder.resolve("config"), stores, InstantSource.system());
    write("a.toml", json("a", "a", ""));
    assertThat(nameAt("a")).isEqualTo("404");
    relays.lookThrough();
    await().untilAsserted(() -> assertThat(nameAt("a")).isEqualTo("a"));
    write("a.toml", json("a2", "a", ""));
    relays.lookThrough();
    await().untilAsserted(() -> assertThat(nameAt("a2")).isEqualTo("a"));
    Files.delete(config("a.toml"));
    relays.lookThrough();
    await().untilAsserted(() -> assertThat(nameAt("a2")).isEqualTo("404"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "..", "../x", "a/b", "a\\b", "..x", "a\u0000b", "a\nb", "é", "\u202e"})
  void an_id_that_could_leave_the_folder_is_invalid(String id) {
    assertThatThrownBy(() -> new VirtualRelayId(id)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void ids_are_bounded_and_otherwise_free() {
    assertThat(new VirtualRelayId("x".repeat(200)).fileName()).hasSize(205);
    assertThatThrownBy(() -> new VirtualRelayId("x".repeat(201)))
        .isInstanceOf(IllegalArgumentException.class);
    for (var id : List.of("a.b", "x.toml", "with space", "-", "UPPER", "q?m", ".hidden")) {
      assertThat(new VirtualRelayId(id).fileName()).isEqualTo(id + ".toml");
    }
  }

  @Test
  void ten_thousand_relays_are_loaded_in_moments() throws IOException {
    relays.close();
    for (int i = 0; i < 10_000; i++) {
      write("r" + i + ".toml", json("h" + i, "s" + i, ""));
    }
    var before = System.nanoTime();
    relays = open(LONG);
    var millis = (System.nanoTime() - before) / 1_000_000;
    org.slf4j.LoggerFactory.getLogger(VirtualRelaysTest.class)
        .warn("10,000 configs were loaded in {} ms", millis);
    assertThat(relays.all()).hasSize(10_000);
    assertThat(stores.openFiles()).isZero();
  }
}
