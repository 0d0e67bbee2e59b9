package caravel.verify;

import static org.assertj.core.api.Assertions.assertThat;

import caravel.engine.Engine;
import caravel.engine.EngineSettings;
import caravel.engine.store.Sync;
import caravel.nostr.Json;
import caravel.nostr.SecretKey;
import caravel.verify.bench.Server;
import com.sun.net.httpserver.HttpServer;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

/// `caravel conformance` with the address of a server.
final class ConformanceCommandTest {
  private static final SecretKey KEY = SecretKey.generate();

  @TempDir Path folder;

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  private int run(String... arguments) {
    var context =
        new CommandContext(new PrintWriter(out), new PrintWriter(err), InstantSource.system());
    return new CommandLine(new ConformanceCommand(context)).execute(arguments);
  }

  private Engine start(int port) {
    var folders =
        new EngineSettings.Folders(
            folder.resolve("config"), folder.resolve("relays"), folder.resolve("media"));
    var api = new EngineSettings.Api("api.localhost:" + port, Set.of(KEY.publicKey()));
    return Engine.start(
        new EngineSettings(
            new EngineSettings.Listen("127.0.0.1", port), folders, api, Sync.NORMAL, List.of()),
        InstantSource.system());
  }

  private String[] arguments(int port, String... more) {
    var given =
        List.of(
            "--relay",
            "ws://127.0.0.1:" + port + "/",
            "--api",
            "http://api.localhost:" + port + "/",
            "--secret",
            KEY.revealHex());
    return Stream.concat(given.stream(), Arrays.stream(more)).toArray(String[]::new);
  }

  @Test
  void a_run_prints_a_row_for_each_check_and_deletes_its_relays() throws Exception {
    var port = Server.freePort();
    try (var _ = start(port)) {
      assertThat(run(arguments(port, "--only", "1-3,7,45"))).isZero();
      assertThat(out.toString().lines().filter(line -> line.contains("  passed  "))).hasSize(5);
      assertThat(out.toString())
          .contains("  45  passed          REQ without authentication gets CLOSED auth-required.")
          .contains("not checked: a broken file needs the configuration folder of the server")
          .contains("5 checks: 5 passed, 0 failed, 0 differ as in a stock zooid, 0 not applicable");
      try (var files = Files.list(folder.resolve("config"))) {
        assertThat(files.filter(file -> file.toString().endsWith(".toml"))).isEmpty();
      }
    }
  }

  @Test
  void a_run_prints_its_results_as_json() throws Exception {
    var port = Server.freePort();
    try (var _ = start(port)) {
      assertThat(run(arguments(port, "--only", "2", "--json"))).isZero();
      var json = Json.tree(out.toString());
      assertThat(json.path("passed").asInt()).isEqualTo(1);
      assertThat(json.at("/checks/0/number").asInt()).isEqualTo(2);
      assertThat(json.at("/checks/0/result").asString()).isEqualTo("passed");
    }
  }

  @Test
  void a_server_that_answers_otherwise_fails() throws Exception {
    var broken = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    var body = "{\"error\":\"relay not found\"}".getBytes(StandardCharsets.UTF_8);
    broken.createContext(
        "/",
        exchange -> {
          try (exchange) {
            exchange.sendResponseHeaders(404, body.length);
            exchange.getResponseBody().write(body);
          }
        });
    broken.start();
    try {
      assertThat(run(arguments(broken.getAddress().getPort(), "--only", "11"))).isOne();
      assertThat(out.toString())
          .contains("  11  failed")
          .contains("expected status 401 “missing authorization header”, saw status 404")
          .contains("0 passed, 1 failed");
    } finally {
      broken.stop(0);
    }
  }

  @Test
  void a_server_that_refuses_the_key_is_not_checked() throws Exception {
    var port = Server.freePort();
    try (var _ = start(port)) {
      var arguments = arguments(port);
      arguments[5] = SecretKey.generate().revealHex();
      assertThat(run(arguments)).isEqualTo(2);
      assertThat(err.toString()).contains("403").contains("pubkey not in whitelist");
      assertThat(err.toString()).doesNotContain(arguments[5]);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--relay ws://h/ | --relay, --api and --secret go together",
        "--json | --json takes --relay",
        "--relay http://h/ --api http://a/ --secret KEY | --relay must begin with ws://",
        "--relay ws://h/ --api ws://a/ --secret KEY | --api must begin with http://",
        "--relay ws://h/x --api http://a/ --secret KEY | --relay takes an address without a path",
        "--relay ws://h/ --api http://a/ --secret xyz | --secret must be 64 hex digits or nsec1…",
        "--relay ws://h/ --api http://a/ --secret KEY --only 145 | numbers from 1 to 144",
        "--relay ws://h/ --api http://a/ --secret KEY --only 5-2 | numbers from 1 to 144",
        "--relay ws://h/ --api http://a/ --secret KEY --only a | numbers from 1 to 144",
        "--relay ws://h/ --api http://a/ --secret KEY --port 1 | --relay does not go with --port",
        "--only nothing | --only takes some of",
      })
  void wrong_arguments_are_refused_with_a_sentence(String arguments, String sentence) {
    assertThat(run(arguments.strip().replace("KEY", KEY.revealHex()).split(" "))).isEqualTo(2);
    assertThat(err.toString()).contains(sentence.strip());
  }

  @Test
  void a_server_that_does_not_answer_is_not_checked() throws Exception {
    assertThat(run(arguments(Server.freePort()))).isEqualTo(2);
    assertThat(err.toString()).contains("does not answer");
  }
}
