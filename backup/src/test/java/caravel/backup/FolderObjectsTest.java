package caravel.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import caravel.backup.BackupException.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Objects in a folder.
final class FolderObjectsTest extends ObjectStoreContract {
  @TempDir Path folder;

  @Override
  ObjectStore store() {
    return new FolderObjects(folder);
  }

  @Test
  void a_disk_that_is_not_mounted_is_never_written_to() {
    var absent = folder.resolve("mnt");
    var store = new FolderObjects(absent);
    assertThatThrownBy(() -> store.put("a/1", bytes("x")))
        .isInstanceOfSatisfying(
            BackupException.class, failed -> assertThat(failed.kind()).isEqualTo(Kind.UNREACHABLE))
        .hasMessage(
            "The backup's folder " + absent + " does not exist. Create it, or mount its disk.");
    assertThatThrownBy(() -> store.list("", "", 1)).isInstanceOf(BackupException.class);
    assertThatThrownBy(() -> store.get("a/1")).isInstanceOf(BackupException.class);
    assertThat(absent).doesNotExist();
  }

  @Test
  void a_full_disk_is_said_to_be_full() {
    var full = Path.of("/dev/full");
    assertThatThrownBy(
            () -> {
              try (var out = Files.newOutputStream(full)) {
                out.write(bytes("x"));
              } catch (IOException failed) {
                throw LocalDisk.failure(full, failed);
              }
            })
        .hasMessage("The disk of /dev/full is full.");
  }

  @Test
  void what_a_killed_process_left_behind_is_removed_and_fresh_files_never_are() throws Exception {
    store().put("a/1", bytes("x"));
    var unfinished = folder.resolve(".unfinished");
    var fresh = Files.writeString(unfinished.resolve("object-1.part"), "being written");
    var old = Files.writeString(unfinished.resolve("object-2.part"), "left behind");
    Files.setLastModifiedTime(old, FileTime.from(Instant.now().minus(Duration.ofHours(2))));
    store().put("a/2", bytes("y"));
    assertThat(old).doesNotExist();
    assertThat(fresh).exists();
    assertThat(store().list("", "", 10)).containsExactly("a/1", "a/2");
  }

  @Test
  void unfinished_files_are_not_objects() throws Exception {
    store().put("a/1", bytes("x"));
    Files.writeString(folder.resolve(".unfinished").resolve("object-1.part"), "half");
    Files.writeString(folder.resolve("a").resolve(".hidden"), "x");
    assertThat(store().list("", "", 10)).containsExactly("a/1");
  }
}
