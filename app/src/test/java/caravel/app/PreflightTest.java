package caravel.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class PreflightTest {
  @TempDir private Path home;

  @Test
  void a_data_folder_that_is_made_can_be_read_by_nobody_else() throws IOException {
    tried();
    assertThat(permissions()).isEqualTo("rwx------");
  }

  @Test
  void a_data_folder_that_is_there_keeps_the_permissions_that_somebody_gave_it()
      throws IOException {
    Files.createDirectory(home.resolve("data"));
    Files.setPosixFilePermissions(
        home.resolve("data"), PosixFilePermissions.fromString("rwxr-x---"));
    tried();
    assertThat(permissions()).isEqualTo("rwxr-x---");
  }

  /// Whatever else is wrong, a port that is taken for instance, is of no matter here.
  private void tried() {
    var outcome = Config.read(Map.of(), home, false, Setting.Command.SERVE);
    Preflight.ofServe(outcome.config(), new Faults()).close();
  }

  private String permissions() throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(home.resolve("data")));
  }
}
