package caravel.conformance.numbers;

import static org.assertj.core.api.Assertions.assertThat;

import caravel.conformance.numbers.ConformanceSuite.NumberedCheck;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The parts of the numbers that need the configuration folder or a trusted proxy.
final class InsideNumbersTest {
  private static final List<String> NO_PROXY = List.of();

  @TempDir Path folder;

  @Test
  void number_6_a_broken_file_does_not_affect_other_relays() throws IOException {
    try (var engine = EngineUnderTest.start(folder, NO_PROXY);
        var server = server(engine)) {
      var relay = server.create(_ -> {});
      Files.writeString(engine.config().resolve("broken.toml"), "host = \"broken\"\nschema =");
      Files.writeString(engine.config().resolve("empty.toml"), "");
      var later = server.create(_ -> {});
      assertThat(relay.nip11().path("name").asString()).isEqualTo(relay.id());
      assertThat(later.nip11().path("name").asString()).isEqualTo(later.id());
    }
  }

  @Test
  void number_7_a_file_that_becomes_invalid_keeps_the_last_configuration() throws IOException {
    try (var engine = EngineUnderTest.start(folder, NO_PROXY);
        var server = server(engine)) {
      var relay = server.create(_ -> {});
      var file = engine.config().resolve(relay.id() + ".toml");
      var valid = Files.readString(file);
      Files.writeString(file, "secret = \"");
      // A valid file that is written later shows that the engine has looked at the folder.
      var later = server.create(_ -> {});
      assertThat(later.nip11().path("name").asString()).isEqualTo(later.id());
      assertThat(relay.nip11().path("name").asString()).isEqualTo(relay.id());
      var member = relay.member();
      member.accept(member.event(1, "still served"));
      Files.writeString(file, valid.replace("name = \"" + relay.id(), "name = \"repaired"));
      server.await(
          () -> relay.nip11().path("name").asString("").equals("repaired"), "the repaired file");
    }
  }

  @Test
  void number_10_a_restart_shows_the_old_events() {
    String id;
    SuiteServer server;
    CreatedRelay relay;
    var engine = EngineUnderTest.start(folder, NO_PROXY);
    try (engine) {
      server = server(engine);
      relay = server.create(_ -> {});
      var owner = relay.owner();
      id = owner.accept(owner.event(1, "before the restart")).id().hex();
    }
    try (var again = engine.startAgain();
        server) {
      server.awaitServed(relay, true);
      assertThat(relay.owner().queryIds(CheckClient.filter("ids", id))).containsExactly(id);
      assertThat(again.target()).isEqualTo(engine.target());
    }
  }

  @Test
  void numbers_18_and_50_a_trusted_proxy_changes_scheme_and_host() {
    try (var engine = EngineUnderTest.start(folder, List.of("127.0.0.1"));
        var suite = engine.suite()) {
      var rows = suite.run(Set.of(18, 50), _ -> {});
      assertThat(rows.get(0).result()).isEqualTo(new CheckResult.Passed(""));
      assertThat(rows.get(1).result().detail()).contains("trusts this client’s headers");
    }
  }

  @Test
  void numbers_18_and_50_another_client_changes_nothing() {
    try (var engine = EngineUnderTest.start(folder, List.of("10.0.0.1"));
        var suite = engine.suite()) {
      var rows = suite.run(Set.of(18, 50), _ -> {});
      assertThat(rows)
          .allSatisfy(row ->
              assertThat(row.result())
                  .isEqualTo(
                      new CheckResult.Passed(
                          "not checked: the server does not trust this client as a proxy")));
    }
  }

  @Test
  void the_run_deletes_its_relays_after_a_failure() throws IOException {
    try (var engine = EngineUnderTest.start(folder, NO_PROXY)) {
      try (var suite = engine.suite()) {
        var broken =
            new NumberedCheck(
                1,
                "A check that fails.",
                server -> {
                  server.create(_ -> {});
                  throw CheckException.failed("one thing", "another");
                });
        assertThat(suite.run(broken)).isInstanceOf(CheckResult.Failed.class);
        assertThat(files(engine)).hasSize(1);
      }
      assertThat(files(engine)).isEmpty();
    }
  }

  private static List<Path> files(EngineUnderTest engine) throws IOException {
    try (var files = Files.list(engine.config())) {
      return files.filter(file -> file.toString().endsWith(".toml")).toList();
    }
  }

  private static SuiteServer server(EngineUnderTest engine) {
    return new SuiteServer(engine.target(), InstantSource.system());
  }
}
