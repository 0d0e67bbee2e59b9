package caravel.verify.bench;

import static org.assertj.core.api.Assertions.assertThat;

import caravel.nostr.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ReportTest {
  private static final VerifyRate.Unit UNIT = new VerifyRate.Unit(50, 55);

  private static Report report(Figure... figures) {
    return new Report(UNIT, List.of(figures));
  }

  private static Figure.Work work() {
    var latencies = new Latencies();
    latencies.add(2_000_000);
    return new Figure.Work("store", 100, 0.5, latencies, new Figure.Cost(125.0, 40), "a note");
  }

  @Test
  void cpu_is_counted_in_verifications() {
    var lines = new ArrayList<String>();
    report(work()).print(lines::add);
    assertThat(lines.get(1).replaceAll(" +", " "))
        .isEqualTo("store 100 200 2.00 2.00 125.0 2.50 40.0 a note");
  }

  @Test
  void a_failure_is_shown_and_makes_the_run_unclean() {
    var lines = new ArrayList<String>();
    var report = report(work(), new Figure.Failed("read", "no answer"));
    report.print(lines::add);
    assertThat(lines)
        .anyMatch(line -> line.startsWith("read") && line.endsWith("FAILED: no answer"));
    assertThat(report.isClean()).isFalse();
    assertThat(report(work()).isClean()).isTrue();
  }

  @Test
  void the_json_has_the_same_values(@TempDir Path folder) throws IOException {
    var file = folder.resolve("figures.json");
    report(work(), new Figure.Amount("cold start", 480, "ms", ""), new Figure.Failed("read", "no"))
        .write(file);
    var root = Json.tree(Files.readString(file));
    assertThat(root.at("/verify/cpu_us").doubleValue()).isEqualTo(50);
    assertThat(root.at("/figures/0/verifies").doubleValue()).isEqualTo(2.5);
    assertThat(root.at("/figures/0/p50_ms").doubleValue()).isEqualTo(2);
    assertThat(root.at("/figures/1/value").doubleValue()).isEqualTo(480);
    assertThat(root.at("/figures/2/failed").asString()).isEqualTo("no");
    assertThat(root.at("/machine/cores").asString()).isNotEmpty();
  }
}
