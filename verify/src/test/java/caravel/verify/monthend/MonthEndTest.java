package caravel.verify.monthend;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class MonthEndTest {
  private static final int TENANTS = 400;
  private static final int KILLS = 6;
  private static final Duration WHOLE_RUN_MAX = Duration.ofMinutes(4);

  @TempDir Path folder;

  @Test
  void killed_at_any_point_it_goes_on_without_a_second_invoice() throws Exception {
    var seed = System.nanoTime();
    var random = new Random(seed);
    for (var kill = 0; kill < KILLS; kill++) {
      var process = start();
      // Killed later each time, so that some runs die in the first month and some in the second.
      if (!process.waitFor(Duration.ofMillis(700L * (kill + 2) + random.nextInt(700)))) {
        process.destroyForcibly().waitFor();
      }
    }
    var last = start();
    assertThat(last.waitFor(WHOLE_RUN_MAX)).isTrue();
    assertThat(last.exitValue()).as("seed %d\n%s", seed, said()).isZero();
    assertThat(said())
        .as("seed %d", seed)
        .contains("800 invoices, 1,200 items, 0 tenants billed twice, 0 invoices that do not");
  }

  private Process start() throws IOException {
    return new ProcessBuilder(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                "caravel.verify.VerifyMain",
                "month-end",
                "--tenants",
                Integer.toString(TENANTS),
                "--folder",
                folder.resolve("db").toString()))
        .redirectErrorStream(true)
        .redirectOutput(folder.resolve("said.txt").toFile())
        .start();
  }

  private String said() throws IOException {
    return Files.readString(folder.resolve("said.txt"));
  }
}
