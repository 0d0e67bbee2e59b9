package caravel.verify.restoretime;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Whether the measurement works, not how fast.
@Tag("slow")
final class RestoreTimeTest {
  @Test
  void all_relays_answer_and_are_whole_after_a_restore(@TempDir Path folder) throws Exception {
    var lines = new ArrayList<String>();
    var result = new RestoreTime(5, 1_000_000, folder, InstantSource.system(), lines::add).run();
    assertThat(result.whole()).isGreaterThanOrEqualTo(result.answering());
    assertThat(lines).last().asString().matches("all [1-9][0-9]+ events are restored");
  }
}
