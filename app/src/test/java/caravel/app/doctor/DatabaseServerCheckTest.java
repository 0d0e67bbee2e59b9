package caravel.app.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import caravel.app.doctor.Finding.Level;
import caravel.control.db.postgres.PostgresAddress;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

/// The check of a real PostgreSQL server.
final class DatabaseServerCheckTest {
  private static List<Finding> ask(String synchronousCommit) throws IOException {
    try (var server =
        EmbeddedPostgres.builder()
            .setServerConfig("fsync", "on")
            .setServerConfig("full_page_writes", "on")
            .setServerConfig("synchronous_commit", synchronousCommit)
            .start()) {
      return new DatabaseServerCheck(address(server.getPort())).ask();
    }
  }

  private static PostgresAddress address(int port) {
    return PostgresAddress.parse("postgres://postgres:secret@localhost:" + port + "/postgres");
  }

  @Test
  void a_durable_server_has_no_fault_and_a_note_that_no_standby_confirms_commits()
      throws IOException {
    assertThat(ask("on")).extracting(Finding::level).containsExactly(Level.OK, Level.NOTE);
  }

  @Test
  void a_server_that_answers_before_the_disk_is_a_fault() throws IOException {
    assertThat(ask("off"))
        .anySatisfy(finding -> {
          assertThat(finding.level()).isEqualTo(Level.FAULT);
          assertThat(finding.sentence()).contains("before a commit is on its disk");
        })
        .noneMatch(finding -> finding.level() == Level.OK);
  }

  @Test
  void a_server_that_does_not_answer_is_a_fault_without_the_password() {
    assertThat(new DatabaseServerCheck(address(1)).ask())
        .singleElement()
        .satisfies(finding -> {
          assertThat(finding.level()).isEqualTo(Level.FAULT);
          assertThat(finding.sentence()).contains("cannot be used").doesNotContain("secret");
        });
  }
}
