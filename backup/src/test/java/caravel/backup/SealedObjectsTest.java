package caravel.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import caravel.backup.BackupException.Kind;
import caravel.nostr.SecretKey;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Encrypted objects.
final class SealedObjectsTest {
  private static final SecretKey KEY = SecretKey.generate();
  private static final SecretKey OTHER = SecretKey.generate();

  @TempDir Path folder;
  @TempDir Path scratch;
  private FolderObjects store;
  private SealedObjects objects;

  @BeforeEach
  void open() {
    store = new FolderObjects(folder);
    objects = new SealedObjects(store, List.of(KEY));
  }

  @Test
  void objects_of_every_size_around_a_chunk_come_back() throws Exception {
    var random = new Random(7);
    for (int size : new int[] {0, 1, 65_535, 65_536, 65_537, 131_072, 131_073, 1_000_000}) {
      var bytes = new byte[size];
      random.nextBytes(bytes);
      objects.put("a/" + size, bytes);
      assertThat(objects.get("a/" + size)).as("%d bytes", size).hasValue(bytes);
      var file = scratch.resolve("file");
      Files.write(file, bytes);
      objects.putFile("b/" + size, file);
      assertThat(objects.getFile("b/" + size, scratch.resolve("copy"))).isTrue();
      assertThat(scratch.resolve("copy")).hasBinaryContent(bytes);
    }
    try (var left = Files.list(scratch)) {
      assertThat(left.map(path -> path.getFileName().toString()))
          .containsExactlyInAnyOrder("file", "copy");
    }
  }

  @Test
  void a_stored_object_shows_nothing_of_its_content_and_is_smaller() throws Exception {
    var text = "the same words again and again ".repeat(1_000);
    objects.put("a/1", bytes(text));
    var stored = store.get("a/1").orElseThrow();
    assertThat(stored.length).isLessThan(2_000);
    assertThat(new String(stored, StandardCharsets.ISO_8859_1)).doesNotContain("same words");
    objects.put("a/2", bytes(text));
    assertThat(store.get("a/2").orElseThrow()).isNotEqualTo(stored);
  }

  @Test
  void an_older_key_still_decrypts_and_the_first_one_encrypts() throws Exception {
    objects.put("a/old", bytes("x"));
    var rotated = new SealedObjects(store, List.of(OTHER, KEY));
    assertThat(rotated.get("a/old")).hasValue(bytes("x"));
    rotated.put("a/new", bytes("y"));
    assertThat(new SealedObjects(store, List.of(OTHER)).get("a/new")).hasValue(bytes("y"));
    assertFails(Kind.WRONG_KEY, objects, "a/new");
  }

  @Test
  void a_wrong_key_is_told_apart_from_damage() throws Exception {
    objects.put("a/1", bytes("x"));
    assertFails(Kind.WRONG_KEY, new SealedObjects(store, List.of(OTHER)), "a/1");
    Files.writeString(folder.resolve("a").resolve("foreign"), "something else");
    assertFails(Kind.DAMAGED, objects, "a/foreign");
  }

  @Test
  void every_changed_byte_and_every_cut_is_noticed() throws Exception {
    objects.put("a/1", bytes("some words that matter"));
    var stored = store.get("a/1").orElseThrow();
    for (int i = 0; i < stored.length; i++) {
      var changed = stored.clone();
      changed[i] ^= 1;
      store.put("a/1", changed);
      assertThatThrownBy(() -> objects.get("a/1")).isInstanceOf(BackupException.class);
      store.put("a/1", Arrays.copyOf(stored, i));
      assertFails(Kind.DAMAGED, objects, "a/1");
    }
  }

  @Test
  void a_large_object_that_ends_after_a_whole_chunk_is_noticed() throws Exception {
    var bytes = new byte[300_000];
    new Random(3).nextBytes(bytes);
    objects.put("a/1", bytes);
    var stored = store.get("a/1").orElseThrow();
    int header = 4 + BackupKey.ID_BYTES + 32;
    int chunk = ChunkCipher.CHUNK_BYTES + ChunkCipher.TAG_BYTES;
    for (int chunks = 0; chunks <= 4; chunks++) {
      store.put("a/1", Arrays.copyOf(stored, header + chunks * chunk));
      assertFails(Kind.DAMAGED, objects, "a/1");
      assertThatThrownBy(() -> objects.getFile("a/1", scratch.resolve("half")))
          .isInstanceOf(BackupException.class);
      assertThat(scratch.resolve("half")).doesNotExist();
    }
  }

  @Test
  void an_object_cannot_take_the_place_of_another() throws Exception {
    objects.put("a/1", bytes("one"));
    store.put("a/2", store.get("a/1").orElseThrow());
    assertFails(Kind.DAMAGED, objects, "a/2");
  }

  private static void assertFails(Kind kind, SealedObjects objects, String key) {
    assertThatThrownBy(() -> objects.get(key))
        .isInstanceOfSatisfying(
            BackupException.class, failed -> assertThat(failed.kind()).isEqualTo(kind));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
