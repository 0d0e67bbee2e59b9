package caravel.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The tests that every object store passes.
abstract class ObjectStoreContract {
  @TempDir Path scratch;

  /// The same empty store in each call of a test.
  abstract ObjectStore store();

  @Test
  void an_object_is_read_as_it_was_written() throws BackupException {
    store().put("a/b/one", bytes("first"));
    assertThat(store().get("a/b/one")).hasValue(bytes("first"));
    store().put("a/b/one", bytes("second"));
    assertThat(store().get("a/b/one")).hasValue(bytes("second"));
    assertThat(store().get("a/b/two")).isEmpty();
    assertThat(store().get("a/b")).isEmpty();
  }

  @Test
  void an_existing_object_is_never_replaced_by_a_conditional_write() throws BackupException {
    assertThat(store().putIfAbsent("owner/1", bytes("mine"))).isTrue();
    assertThat(store().putIfAbsent("owner/1", bytes("yours"))).isFalse();
    assertThat(store().get("owner/1")).hasValue(bytes("mine"));
  }

  @Test
  void of_eight_conditional_writes_at_once_one_succeeds() throws Exception {
    var calls = new ArrayList<Callable<Boolean>>();
    for (int i = 0; i < 8; i++) {
      var mine = bytes("number " + i);
      calls.add(() -> store().putIfAbsent("owner/7", mine));
    }
    int successes = 0;
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (var call : threads.invokeAll(calls)) {
        successes += call.get() ? 1 : 0;
      }
    }
    assertThat(successes).isEqualTo(1);
  }

  @Test
  void keys_are_listed_in_the_order_of_their_bytes() throws BackupException {
    var keys = List.of("a-b/x", "a/x", "a/y/1", "a/y/2", "a0", "b/1", "b/10", "b/2");
    for (var key : keys.reversed()) {
      store().put(key, bytes(key));
    }
    assertThat(store().list("", "", 100)).isEqualTo(keys);
    assertThat(store().list("", "", 3)).isEqualTo(keys.subList(0, 3));
    assertThat(store().list("", "a/x", 2)).containsExactly("a/y/1", "a/y/2");
    assertThat(store().list("a/", "a/y/1", 100)).containsExactly("a/y/2");
    assertThat(store().list("a/y/", "", 100)).containsExactly("a/y/1", "a/y/2");
    assertThat(store().list("a", "", 100)).containsExactly("a-b/x", "a/x", "a/y/1", "a/y/2", "a0");
    assertThat(store().list("c/", "", 100)).isEmpty();
  }

  @Test
  void every_page_of_a_list_together_is_the_whole_list() throws BackupException {
    for (int i = 0; i < 25; i++) {
      store().put("log/%03d/%d".formatted(i / 5, i % 5), bytes("x"));
    }
    var found = new ArrayList<String>();
    for (var page = store().list("log/", "", 4); !page.isEmpty(); ) {
      found.addAll(page);
      page = store().list("log/", page.getLast(), 4);
    }
    assertThat(found).hasSize(25).isSorted().doesNotHaveDuplicates();
  }

  @Test
  void a_deleted_object_is_gone_and_deleting_it_again_is_no_fault() throws BackupException {
    store().put("a/1", bytes("x"));
    store().delete("a/1");
    store().delete("a/1");
    assertThat(store().get("a/1")).isEmpty();
    assertThat(store().list("", "", 10)).isEmpty();
  }

  @Test
  void a_file_of_several_parts_comes_back_whole() throws Exception {
    var file = scratch.resolve("large");
    try (var large = new RandomAccessFile(file.toFile(), "rw")) {
      large.setLength(S3Objects.PART_BYTES + 1_000L);
      large.seek(S3Objects.PART_BYTES - 3L);
      large.write(bytes("across two parts"));
    }
    store().putFile("base/large", file);
    var copy = scratch.resolve("copy");
    assertThat(store().getFile("base/large", copy)).isTrue();
    assertThat(Files.mismatch(file, copy)).isEqualTo(-1);
  }

  @Test
  void an_absent_file_is_said_to_be_absent() throws BackupException {
    assertThat(store().getFile("base/absent", scratch.resolve("none"))).isFalse();
    assertThat(scratch.resolve("none")).doesNotExist();
  }

  @Test
  void a_key_cannot_leave_the_store() {
    for (var key : List.of("../x", "a/../../x", "/x", "a//b", "a/", ".hidden", "a/.b", "", "a b")) {
      assertThatThrownBy(() -> store().put(key, bytes("x")))
          .as(key)
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
