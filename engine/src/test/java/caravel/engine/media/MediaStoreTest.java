package caravel.engine.media;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import caravel.engine.config.ConfigDraft;
import caravel.engine.config.RelayConfig;
import caravel.engine.limits.DiskSpace;
import caravel.engine.media.MediaStore.Refusal;
import caravel.engine.media.MediaStore.Reservation;
import caravel.nostr.PublicKey;
import caravel.nostr.SecretKey;
import caravel.nostr.Sha256;
import caravel.outbound.OutboundGuard;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The files of one relay on a disk.
final class MediaStoreTest {
  private static final PublicKey ALICE = SecretKey.parse("03".repeat(32)).publicKey();
  private static final PublicKey BOB = SecretKey.parse("04".repeat(32)).publicKey();

  @TempDir Path folder;
  private final AtomicLong freeBytes = new AtomicLong(Long.MAX_VALUE);
  private @Nullable MediaStores stores;

  private MediaStore open(String limits) {
    return open("one", limits);
  }

  private MediaStore open(String schema, String limits) {
    return stores().open(config(schema, limits));
  }

  private MediaStores stores() {
    var open = stores;
    if (open == null) {
      open = new MediaStores(folder, DiskSpace.measuredBy(freeBytes::get), OutboundGuard.open());
      stores = open;
    }
    return open;
  }

  private void restart() {
    stores().close();
    stores = null;
  }

  @AfterEach
  void close() {
    stores().close();
  }

  private static RelayConfig config(String schema, String limits) {
    return ConfigDraft.ofJson(
            """
            {"host":"h","schema":"%s","secret":"%s","info":{"pubkey":"%s"},
             "blossom":{"enabled":true%s}}
            """
                .formatted(schema, "01".repeat(32), ALICE.hex(), limits))
        .checked();
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static BlobHash hash(String text) {
    return BlobHash.of(Sha256.of(bytes(text)));
  }

  private static MediaUpload begin(MediaStore store, PublicKey owner, long size)
      throws IOException {
    return ((Reservation.Granted) store.reserve(owner, size)).upload();
  }

  private static MediaFile put(MediaStore store, PublicKey owner, String text, long now)
      throws IOException {
    try (var upload = begin(store, owner, bytes(text).length)) {
      upload.write(bytes(text), bytes(text).length);
      upload.claimType("text/plain");
      return upload.finish(upload.hash(), now);
    }
  }

  private static String read(MediaStore store, String text, long from, long length)
      throws IOException {
    try (var in = store.read(hash(text), from, length)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  /// As an upload does before it stores the bytes.
  private void doubt(BlobHash hash) throws IOException {
    try (var connections = new IndexConnections()) {
      new MediaIndex(folder.resolve("one/index.db"), connections).doubt(hash);
    }
  }

  private List<String> blobs() throws IOException {
    try (var files = Files.walk(folder)) {
      return files
          .filter(Files::isRegularFile)
          .map(file -> folder.relativize(file).toString())
          .filter(name -> !name.contains("index.db"))
          .sorted()
          .toList();
    }
  }

  @Test
  void a_file_is_stored_under_its_hash_and_read_in_parts() throws IOException {
    var store = open("");
    var file = put(store, ALICE, "hello", 7);
    assertThat(file).isEqualTo(new MediaFile(hash("hello"), 5, "text/plain; charset=utf-8", 7));
    assertThat(blobs()).containsExactly("one/" + hash("hello"));
    assertThat(read(store, "hello", 1, 3)).isEqualTo("ell");
    assertThat(store.find(hash("hello"))).contains(file);
    assertThat(store.find(hash("other"))).isEmpty();
  }

  @Test
  void a_file_of_two_owners_counts_once_for_the_relay_and_goes_with_the_last() throws IOException {
    var store = open("");
    put(store, ALICE, "hello", 7);
    assertThat(put(store, BOB, "hello", 9).uploaded()).isEqualTo(7);
    put(store, BOB, "hello", 9);
    assertThat(store.usage(null)).isEqualTo(new MediaUsage(1, 5));
    assertThat(store.usage(BOB)).isEqualTo(new MediaUsage(1, 5));
    assertThat(store.removeOwner(hash("hello"), ALICE)).isTrue();
    assertThat(store.removeOwner(hash("hello"), ALICE)).isTrue();
    assertThat(store.find(hash("hello"))).isPresent();
    assertThat(store.removeOwner(hash("hello"), BOB)).isTrue();
    assertThat(store.removeOwner(hash("hello"), BOB)).isFalse();
    assertThat(store.find(hash("hello"))).isEmpty();
    assertThat(blobs()).isEmpty();
    assertThat(store.usage(null)).isEqualTo(MediaUsage.NONE);
    assertThat(store.usage(BOB)).isEqualTo(MediaUsage.NONE);
  }

  @Test
  void a_file_that_is_deleted_as_a_whole_leaves_all_its_owners() throws IOException {
    var store = open("");
    put(store, ALICE, "hello", 7);
    put(store, BOB, "hello", 9);
    assertThat(store.delete(hash("hello"))).isTrue();
    assertThat(store.delete(hash("hello"))).isFalse();
    assertThat(store.list(ALICE, null, 10)).isEmpty();
    assertThat(store.usage(BOB)).isEqualTo(MediaUsage.NONE);
    assertThat(blobs()).isEmpty();
  }

  @Test
  void uploads_that_are_running_count_against_the_limits() throws IOException {
    var store = open(",\"max_bytes\":10,\"max_bytes_per_member\":6,\"max_file_bytes\":8");
    assertThat(store.reserve(ALICE, 9)).isEqualTo(new Reservation.Refused(Refusal.FILE_TOO_LARGE));
    assertThat(store.reserve(ALICE, 7)).isEqualTo(new Reservation.Refused(Refusal.MEMBER_FULL));
    try (var _ = begin(store, ALICE, 6)) {
      assertThat(store.reserve(ALICE, 1)).isEqualTo(new Reservation.Refused(Refusal.MEMBER_FULL));
      assertThat(store.reserve(BOB, 5)).isEqualTo(new Reservation.Refused(Refusal.RELAY_FULL));
    }
    put(store, BOB, "123456", 1);
    assertThat(store.reserve(ALICE, 5)).isEqualTo(new Reservation.Refused(Refusal.RELAY_FULL));
    assertThat(put(store, ALICE, "1234", 1).size()).isEqualTo(4);
    freeBytes.set(0);
    assertThat(store.reserve(BOB, 1)).isEqualTo(new Reservation.Refused(Refusal.DISK_LOW));
  }

  @Test
  void more_bytes_than_announced_are_refused() throws IOException {
    try (var upload = begin(open(""), ALICE, 3)) {
      assertThatThrownBy(() -> upload.write(bytes("1234"), 4))
          .hasMessage("more bytes arrive than were announced");
    }
    assertThat(blobs()).isEmpty();
  }

  @Test
  void an_upload_that_is_given_up_leaves_nothing() throws IOException {
    var store = open(",\"max_bytes\":4");
    try (var upload = begin(store, ALICE, 4)) {
      upload.write(bytes("12"), 2);
    }
    assertThat(blobs()).isEmpty();
    assertThat(put(store, ALICE, "1234", 1).size()).isEqualTo(4);
  }

  @Test
  void bytes_of_an_upload_that_a_crash_interrupted_are_deleted() throws IOException {
    put(open(""), ALICE, "kept", 1);
    // The state after a crash between the storing of the bytes and the commit of the index.
    doubt(hash("lost"));
    Files.write(folder.resolve("one").resolve(hash("lost").hex()), bytes("lost"));
    Files.write(folder.resolve(".uploads/half"), bytes("ha"));
    restart();
    var store = open("");
    assertThat(store.find(hash("lost"))).isEmpty();
    put(store, ALICE, "next", 2);
    assertThat(blobs()).containsExactlyInAnyOrder("one/" + hash("kept"), "one/" + hash("next"));
  }

  @Test
  void a_doubtful_blob_that_a_repeated_upload_stored_is_kept() throws IOException {
    put(open(""), ALICE, "file", 1);
    doubt(hash("file"));
    restart();
    var store = open("");
    put(store, ALICE, "next", 2);
    assertThat(read(store, "file", 0, 4)).isEqualTo("file");
  }

  @Test
  void files_are_listed_in_pages_by_time_and_by_size() throws IOException {
    var store = open("");
    put(store, ALICE, "333", 1);
    put(store, ALICE, "1", 2);
    put(store, BOB, "22", 2);
    put(store, BOB, "1", 3);
    assertThat(store.list(ALICE, null, 10)).extracting(MediaFile::size).containsExactly(1L, 3L);
    assertThat(store.list(ALICE, hash("1"), 10)).extracting(MediaFile::size).containsExactly(3L);
    var first = store.page(MediaPage.Sort.SIZE, "", 2);
    assertThat(first.entries()).extracting(entry -> entry.file().size()).containsExactly(3L, 2L);
    var second = store.page(MediaPage.Sort.SIZE, first.next(), 2);
    assertThat(second.entries())
        .containsExactly(
            new MediaPage.Entry(
                new MediaFile(hash("1"), 1, "text/plain; charset=utf-8", 2), List.of(ALICE, BOB)));
    assertThat(second.next()).isEmpty();
    var byTime = new ArrayList<Long>();
    var page = store.page(MediaPage.Sort.TIME, "", 1);
    for (; !page.entries().isEmpty(); page = store.page(MediaPage.Sort.TIME, page.next(), 1)) {
      byTime.add(page.entries().getFirst().file().uploaded());
    }
    assertThat(byTime).containsExactly(2L, 2L, 1L);
    assertThatThrownBy(() -> store.page(MediaPage.Sort.TIME, "x", 1))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void an_erased_relay_leaves_nothing_and_takes_no_running_upload() throws IOException {
    var store = open("");
    put(store, ALICE, "hello", 1);
    put(open("two", ""), ALICE, "hello", 1);
    try (var upload = begin(store, ALICE, 2)) {
      upload.write(bytes("22"), 2);
      stores().erase(config("one", ""));
      assertThatThrownBy(() -> upload.finish(upload.hash(), 2)).isInstanceOf(IOException.class);
    }
    assertThat(folder.resolve("one")).doesNotExist();
    assertThat(blobs()).containsExactly("two/" + hash("hello"));
    assertThat(open("").usage(null)).isEqualTo(MediaUsage.NONE);
  }

  @Test
  void a_thousand_parallel_uploads_are_all_stored_and_counted()
      throws InterruptedException, ExecutionException, IOException {
    var store = open("");
    var done = new ArrayList<Future<MediaFile>>();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < 1_000; i++) {
        var text = "file " + i % 500;
        var owner = i % 2 == 0 ? ALICE : BOB;
        done.add(threads.submit(() -> put(store, owner, text, 1)));
      }
      for (var upload : done) {
        assertThat(upload.get().size()).isPositive();
      }
    }
    assertThat(blobs()).hasSize(500);
    assertThat(store.usage(null).files()).isEqualTo(500);
    assertThat(store.usage(ALICE).files() + store.usage(BOB).files()).isEqualTo(500);
  }
}
