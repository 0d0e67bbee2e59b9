package caravel.app;

import static org.assertj.core.api.Assertions.assertThat;

import caravel.nostr.Json;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// `caravel doctor` beside a running server.
final class DoctorCommandTest {
  @TempDir private Path home;
  private final StringWriter output = new StringWriter();

  @Test
  void a_running_demo_has_no_fault() throws Exception {
    var settings = Map.of("PORT", "" + freePort(), "ENGINE_PORT", "" + freePort());
    try (var _ = lock(settings);
        var _ = serve(settings)) {
      var exit = run(settings, "doctor", "--json");
      assertThat(exit).as(output.toString()).isZero();
    }
    var rows = Json.mapper().readTree(output.toString());
    assertThat(level(rows, "start")).isEqualTo("ok");
    assertThat(level(rows, "zooid")).isEqualTo("ok");
    assertThat(level(rows, "robot")).isEqualTo("ok");
    assertThat(level(rows, "disk")).isEqualTo("ok");
    assertThat(level(rows, "data")).isEqualTo("ok");
    assertThat(level(rows, "media")).isEqualTo("note");
    assertThat(level(rows, "stripe")).isEqualTo("note");
  }

  @Test
  void libraries_never_write_their_log_between_the_lines_of_a_command() {
    var real = System.out;
    var written = new ByteArrayOutputStream();
    System.setOut(new PrintStream(written, true, StandardCharsets.UTF_8));
    try {
      var settings = Map.of("PORT", "" + freePort(), "ENGINE_PORT", "" + freePort());
      try (var _ = serve(settings)) {
        run(settings, "doctor", "--json");
      }
    } catch (IOException failed) {
      throw new AssertionError(failed);
    } finally {
      System.setOut(real);
    }
    assertThat(written.toString(StandardCharsets.UTF_8)).doesNotContain("DEBUG");
  }

  @Test
  void a_zooid_that_refuses_our_key_is_a_fault_with_the_key_to_add() throws Exception {
    var enginePort = "" + freePort();
    var demo = Map.of("PORT", "" + freePort(), "ENGINE_PORT", enginePort);
    try (var _ = serve(demo)) {
      var production = new HashMap<>(TestVariables.PRODUCTION);
      production.put("ZOOID_API_URL", "http://127.0.0.1:" + enginePort);
      production.put("ZOOID_API_SECRET", TestVariables.OTHER);
      production.put("DATA_DIR", home.resolve("production").toString());
      assertThat(run(production, "doctor")).isEqualTo(1);
    }
    assertThat(output.toString())
        .contains("refuses the platform's key: pubkey not in whitelist")
        .contains("to its API_WHITELIST")
        .contains("NWC_URL is not set");
  }

  @Test
  void wrong_settings_are_reported_and_nothing_is_asked() {
    assertThat(run(Map.of("PORT", "many"), "doctor")).isEqualTo(Main.EXIT_REFUSED);
    assertThat(output.toString()).contains("fault    settings     PORT: ");
  }

  @Test
  void a_demo_that_was_never_started_is_not_changed() {
    assertThat(run(Map.of(), "doctor")).isZero();
    assertThat(output.toString()).contains("was not started yet");
    assertThat(home).isEmptyDirectory();
  }

  /// As `caravel serve` does.
  private Preflight lock(Map<String, String> settings) {
    var config = Config.read(settings, home, false, Setting.Command.SERVE).config();
    return Preflight.ofServe(config, new Faults());
  }

  private Wiring serve(Map<String, String> settings) {
    var config = Config.read(settings, home, false, Setting.Command.SERVE).config();
    return new Wiring(config, ServerKeys.of(config), home, InstantSource.system());
  }

  private int run(Map<String, String> variables, String... arguments) {
    var writer = new PrintWriter(output, true);
    return Main.run(
        new ProcessContext(
            variables,
            home,
            false,
            0,
            new ProcessContext.Voice(writer, writer),
            InstantSource.system()),
        arguments);
  }

  private static String level(JsonNode rows, String check) {
    for (var row : rows) {
      if (row.path("check").asString().equals(check)) {
        return row.path("level").asString();
      }
    }
    return "";
  }

  private static int freePort() throws IOException {
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
