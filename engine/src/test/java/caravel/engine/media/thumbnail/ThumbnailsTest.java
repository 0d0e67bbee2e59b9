package caravel.engine.media.thumbnail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import caravel.engine.limits.MemoryBudget;
import caravel.engine.media.thumbnail.Thumbnail.Picture;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The copies of pictures: each is made once, and all together are bounded.
final class ThumbnailsTest {
  private static final int SIDE = 320;
  private static final MemoryBudget.Account MEMORY = MemoryBudget.unlimited();

  @TempDir Path folder;
  private Thumbnails thumbnails;

  @BeforeEach
  void open() {
    thumbnails = new Thumbnails(folder.resolve("copies"));
  }

  @AfterEach
  void close() {
    thumbnails.close();
  }

  /// A picture in memory.
  private static class Stored implements Thumbnails.Source {
    final byte[] file;

    Stored(byte[] file) {
      this.file = file;
    }

    @Override
    public byte[] read() {
      return file;
    }

    @Override
    public void keep(Thumbnails.Keeping keeping) throws IOException {
      keeping.run();
    }
  }

  private Thumbnail find(String relay, String hash, Stored stored) throws IOException {
    var picture = new Picture(relay, hash, "image/jpeg", stored.file.length);
    return thumbnails.find(picture, SIDE, stored, MEMORY);
  }

  private static boolean isReady(Thumbnail found) throws IOException {
    if (found instanceof Thumbnail.Ready ready) {
      try (ready) {
        assertThat(ready.bytes().readAllBytes()).hasSize((int) ready.size());
      }
      return true;
    }
    return false;
  }

  private List<String> files() throws IOException {
    if (!Files.exists(folder.resolve("copies"))) {
      return List.of();
    }
    try (var files = Files.walk(folder.resolve("copies"))) {
      return files
          .filter(Files::isRegularFile)
          .map(file -> folder.resolve("copies").relativize(file).toString())
          .sorted()
          .toList();
    }
  }

  @Test
  void a_width_is_the_next_side_that_there_is() {
    assertThat(List.of("1", "320", "321", "640", "641", "0", "-1", "x", "", "99999999999"))
        .map(Thumbnails::side)
        .containsExactly(320, 320, 640, 640, 0, 0, 0, 0, 0, 0);
  }

  @Test
  void concurrent_requests_make_a_copy_once()
      throws IOException, InterruptedException, ExecutionException {
    var stored = new Stored(TestPicture.jpeg(1_600, 1_200));
    var go = new CountDownLatch(1);
    var found = new ArrayList<Future<Thumbnail>>();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < 50; i++) {
        found.add(
            threads.submit(() -> {
              go.await();
              return find("one", "a", stored);
            }));
      }
      go.countDown();
      for (var one : found) {
        assertThat(isReady(one.get())).isTrue();
      }
    }
    assertThat(isReady(find("one", "a", stored))).isTrue();
    assertThat(thumbnails.decoded()).isEqualTo(1);
    assertThat(files()).containsExactly("one/a-320");
  }

  @Test
  void at_most_two_pictures_and_one_of_a_relay_are_decoded_at_a_time()
      throws IOException, InterruptedException, ExecutionException {
    var jpeg = TestPicture.jpeg(1_000, 1_000);
    var now = new AtomicInteger();
    var most = new AtomicInteger();
    var ofOne = new AtomicInteger();
    var mostOfOne = new AtomicInteger();
    var found = new ArrayList<Future<Thumbnail>>();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < 12; i++) {
        var relay = i < 4 ? "one" : "other" + i;
        var hash = "a" + i;
        var stored =
            new Stored(jpeg) {
              @Override
              public byte[] read() {
                most.accumulateAndGet(now.incrementAndGet(), Math::max);
                if (relay.equals("one")) {
                  mostOfOne.accumulateAndGet(ofOne.incrementAndGet(), Math::max);
                }
                TestPicture.image(200, 200, BufferedImage.TYPE_INT_RGB);
                ofOne.addAndGet(relay.equals("one") ? -1 : 0);
                now.decrementAndGet();
                return super.read();
              }
            };
        found.add(threads.submit(() -> find(relay, hash, stored)));
      }
      for (var one : found) {
        isReady(one.get());
      }
    }
    assertThat(most.get()).isBetween(1, 2);
    assertThat(mostOfOne.get()).isEqualTo(1);
  }

  @Test
  void a_picture_that_cannot_be_decoded_is_tried_once() throws IOException {
    var stored = new Stored(TestPicture.padded(new byte[] {(byte) 0xff, (byte) 0xd8}));
    assertThat(find("one", "a", stored)).isInstanceOf(Thumbnail.None.class);
    var gone =
        new Stored(stored.file) {
          @Override
          public byte[] read() {
            throw new AssertionError("it is read again");
          }
        };
    assertThat(find("one", "a", gone)).isInstanceOf(Thumbnail.None.class);
    assertThat(files()).isEmpty();
  }

  @Test
  void small_files_and_small_pictures_have_no_copy() throws IOException {
    assertThat(find("one", "a", new Stored(new byte[100]))).isInstanceOf(Thumbnail.None.class);
    var small = new Stored(TestPicture.padded(TestPicture.jpeg(320, 320)));
    assertThat(find("one", "b", small)).isInstanceOf(Thumbnail.None.class);
    assertThat(thumbnails.decoded()).isZero();
  }

  @Test
  void a_picture_that_is_deleted_while_it_is_decoded_leaves_no_copy() throws IOException {
    var stored =
        new Stored(TestPicture.jpeg(1_000, 1_000)) {
          @Override
          public void keep(Thumbnails.Keeping keeping) {
            // The file was deleted.
          }
        };
    assertThat(find("one", "a", stored)).isInstanceOf(Thumbnail.Busy.class);
    assertThat(files()).isEmpty();
  }

  @Test
  void a_failure_to_read_is_no_answer_for_later() throws IOException {
    var stored = new Stored(TestPicture.jpeg(1_000, 1_000));
    var broken =
        new Stored(stored.file) {
          @Override
          public byte[] read() {
            throw new IllegalStateException("no bucket");
          }
        };
    assertThatThrownBy(() -> find("one", "a", broken)).isInstanceOf(IOException.class);
    assertThat(isReady(find("one", "a", stored))).isTrue();
  }

  @Test
  void the_copies_that_were_not_used_for_the_longest_time_go_first() throws IOException {
    thumbnails.close();
    thumbnails =
        new Thumbnails(
            folder.resolve("copies"),
            new ThumbnailCache.Limits(3, Long.MAX_VALUE),
            System::nanoTime);
    var stored = new Stored(TestPicture.jpeg(800, 800));
    for (var hash : List.of("a", "b", "c", "a", "d")) {
      assertThat(isReady(find("one", hash, stored))).isTrue();
    }
    assertThat(files()).containsExactly("one/a-320", "one/c-320", "one/d-320");
    thumbnails.close();
    long bytes = Files.size(folder.resolve("copies/one/a-320"));
    thumbnails =
        new Thumbnails(
            folder.resolve("copies"), new ThumbnailCache.Limits(100, bytes * 2), System::nanoTime);
    assertThat(files()).as("emptied at the start").isEmpty();
    for (var hash : List.of("a", "b", "c")) {
      assertThat(isReady(find("one", hash, stored))).isTrue();
    }
    assertThat(files()).containsExactly("one/b-320", "one/c-320");
  }

  @Test
  void a_relay_and_a_picture_are_removed_alone() throws IOException {
    var stored = new Stored(TestPicture.jpeg(800, 800));
    for (var relay : List.of("one", "two")) {
      find(relay, "a", stored);
      find(relay, "b", stored);
    }
    thumbnails.remove("one", "a");
    assertThat(files()).containsExactly("one/b-320", "two/a-320", "two/b-320");
    thumbnails.removeAll("two");
    assertThat(files()).containsExactly("one/b-320");
  }

  @Test
  void a_decoding_beyond_its_time_has_no_copy() throws IOException {
    thumbnails.close();
    var seconds = new AtomicLong();
    thumbnails =
        new Thumbnails(
            folder.resolve("copies"),
            ThumbnailCache.Limits.STANDARD,
            () -> seconds.getAndIncrement() * 1_000_000_000L);
    var stored = new Stored(TestPicture.jpeg(2_000, 2_000));
    assertThat(find("one", "a", stored)).isInstanceOf(Thumbnail.None.class);
  }

  @Test
  void the_memory_of_a_decoding_is_counted_and_released() throws IOException {
    var budget = new MemoryBudget(Long.MAX_VALUE);
    var account = budget.open(() -> {});
    var counted = new AtomicLong();
    var stored =
        new Stored(TestPicture.jpeg(800, 800)) {
          @Override
          public byte[] read() {
            counted.set(budget.heldBytes());
            return super.read();
          }
        };
    var picture = new Picture("one", "a", "image/jpeg", stored.file.length);
    assertThat(isReady(thumbnails.find(picture, SIDE, stored, account))).isTrue();
    assertThat(counted.get()).isGreaterThan(20 << 20);
    assertThat(budget.heldBytes()).isZero();
  }
}
