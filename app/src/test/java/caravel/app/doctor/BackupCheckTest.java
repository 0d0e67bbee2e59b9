package caravel.app.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import caravel.app.doctor.Finding.Level;
import caravel.backup.FolderObjects;
import caravel.backup.SealedObjects;
import caravel.nostr.SecretKey;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class BackupCheckTest {
  private static final SecretKey KEY = SecretKey.parse("07".repeat(32));

  @TempDir private Path folder;

  @Test
  void a_folder_that_keeps_objects_is_good_and_nothing_remains() throws Exception {
    try (var objects = objects(folder)) {
      assertThat(new BackupCheck(objects, InstantSource.system()).ask())
          .extracting(Finding::level)
          .containsExactly(Level.OK);
      assertThat(objects.list("", "", 10)).isEmpty();
    }
  }

  @Test
  void a_folder_that_is_not_there_is_a_fault() {
    try (var objects = objects(folder.resolve("absent"))) {
      assertThat(new BackupCheck(objects, InstantSource.system()).ask())
          .singleElement()
          .satisfies(finding -> {
            assertThat(finding.level()).isEqualTo(Level.FAULT);
            assertThat(finding.sentence()).contains("does not exist");
          });
    }
  }

  private static SealedObjects objects(Path folder) {
    return new SealedObjects(new FolderObjects(folder), List.of(KEY));
  }
}
