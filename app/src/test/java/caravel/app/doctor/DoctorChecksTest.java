package caravel.app.doctor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import caravel.app.doctor.Finding.Level;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class DoctorChecksTest {
  private final HttpClient http = HttpClient.newHttpClient();
  @TempDir private Path folder;
  private HttpServer server;
  private URI address;

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.start();
    address = URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  @AfterEach
  void stop() {
    server.stop(0);
    http.close();
  }

  @Test
  void a_check_that_fails_or_never_ends_keeps_no_other_from_being_reported() throws Exception {
    var never = new CountDownLatch(1);
    var reports =
        new Doctor(Duration.ofMillis(200))
            .run(
                List.of(
                    new Check("good", () -> List.of(Finding.ok("Good."))),
                    new Check(
                        "endless",
                        () -> {
                          never.await();
                          return List.of();
                        }),
                    new Check(
                        "broken",
                        () -> {
                          throw new IllegalStateException("broken");
                        })));
    assertThat(reports)
        .extracting(Doctor.Report::check)
        .containsExactly("good", "endless", "broken");
    assertThat(reports)
        .extracting(report -> report.findings().getFirst().level())
        .containsExactly(Level.OK, Level.WARNING, Level.WARNING);
    assertThat(reports.getLast().findings().getFirst().sentence()).contains("broken");
  }

  @Test
  void a_missing_wildcard_name_is_a_fault_with_the_record_to_add() {
    NameCheck.Names names =
        name -> {
          if (name.equals("hosting.example.com")) {
            return new InetAddress[] {InetAddress.getByAddress(new byte[] {(byte) 203, 0, 113, 7})};
          }
          throw new UnknownHostException(name);
        };
    var check =
        new NameCheck(
            names,
            List.of(new NameCheck.Server("SERVER_URL", "hosting.example.com")),
            "caravel-doctor.relays.example.com");
    assertThat(check.ask())
        .extracting(Finding::level, Finding::sentence)
        .containsExactly(
            tuple(Level.OK, "hosting.example.com (SERVER_URL) resolves to 203.0.113.7."),
            tuple(Level.FAULT, "*.relays.example.com does not resolve, so nobody can reach it."));
    assertThat(check.ask().getLast().action()).contains("*.relays.example.com  A  ");
  }

  @Test
  void a_clock_is_judged_by_the_median_of_public_servers() throws Exception {
    var now = Instant.parse("2026-03-01T12:00:00Z");
    try (var right = new TimeServer(now);
        var wrong = new TimeServer(now.plusSeconds(86_400));
        var alsoRight = new TimeServer(now)) {
      var sources = List.of(right.address(), wrong.address(), alsoRight.address());
      assertThat(clock(now, sources).level()).isEqualTo(Level.OK);
      assertThat(clock(now.plusSeconds(10), sources).level()).isEqualTo(Level.WARNING);
      var late = clock(now.plusSeconds(120), sources);
      assertThat(late.level()).isEqualTo(Level.FAULT);
      assertThat(late.sentence()).contains("-120 s from 3 public servers");
      assertThat(late.action()).contains("timedatectl");
    }
  }

  @Test
  void a_clock_that_nobody_can_judge_is_a_warning() {
    var nowhere = List.of(URI.create("http://127.0.0.1:1/"));
    assertThat(clock(Instant.EPOCH, nowhere).level()).isEqualTo(Level.WARNING);
  }

  @Test
  void a_public_address_that_leads_elsewhere_is_a_fault() throws Exception {
    answer("{\"data\":{\"server_url\":\"https://other.example.com\"}}");
    assertThat(new PublicAddressCheck(http, address, true).ask())
        .singleElement()
        .satisfies(finding -> {
          assertThat(finding.level()).isEqualTo(Level.FAULT);
          assertThat(finding.sentence()).contains("answered by something else");
        });
  }

  @Test
  void a_public_address_that_leads_here_is_good() throws Exception {
    answer("{\"data\":{\"server_url\":\"" + address + "\"}}");
    assertThat(new PublicAddressCheck(http, address, true).ask())
        .extracting(Finding::level)
        .containsExactly(Level.OK);
  }

  @Test
  void a_proxy_that_is_not_trusted_is_a_fault() throws Exception {
    var findings = new PublicAddressCheck(http, URI.create("https://127.0.0.1:1"), false).ask();
    assertThat(findings.getLast().sentence()).contains("TRUST_PROXY is not set");
  }

  @Test
  void a_disk_is_measured_and_nothing_is_left_on_it() throws Exception {
    var findings = new DiskCheck(folder).ask();
    assertThat(findings).hasSize(2);
    assertThat(findings.getLast().sentence()).contains("A durable write takes");
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void a_data_folder_that_does_not_exist_yet_is_no_fault() throws Exception {
    assertThat(new DiskCheck(folder.resolve("absent")).ask())
        .extracting(Finding::level)
        .containsExactly(Level.NOTE);
  }

  private Finding clock(Instant now, List<URI> sources) {
    InstantSource fixed = () -> now;
    return new ClockCheck(http, fixed, sources).ask().getFirst();
  }

  private void answer(String body) {
    server.createContext(
        "/info",
        exchange -> {
          try (exchange) {
            var bytes = body.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, bytes.length);
            exchange.getResponseBody().write(bytes);
          }
        });
  }
}
