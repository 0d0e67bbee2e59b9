package caravel.engine.media;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import caravel.engine.config.ConfigDraft;
import caravel.engine.config.RelayConfig;
import caravel.engine.limits.DiskSpace;
import caravel.engine.media.MediaStore.Reservation;
import caravel.nostr.PublicKey;
import caravel.nostr.SecretKey;
import caravel.outbound.OutboundGuard;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The files of relays in a bucket of a real S3 server.
final class S3BlobsTest {
  private static final PublicKey ALICE = SecretKey.parse("03".repeat(32)).publicKey();
  private static MediaBucket bucket;

  @TempDir Path folder;
  private MediaStores stores;

  @BeforeAll
  static void startServer() throws IOException {
    bucket = MediaBucket.start();
  }

  @AfterAll
  static void stopServer() {
    bucket.close();
  }

  @BeforeEach
  void open() {
    stores = new MediaStores(folder, DiskSpace.of(folder), OutboundGuard.open());
  }

  @AfterEach
  void close() {
    stores.close();
  }

  private static RelayConfig config(String schema) {
    return ConfigDraft.ofJson(
            """
            {"host":"%s","schema":"%s","secret":"%s","info":{"pubkey":"%s"},
             "blossom":{"enabled":true,"adapter":"s3","s3":{"endpoint":"%s","bucket":"%s",
             "region":"us-east-1","access_key":"key","secret_key":"secret","key_prefix":"p"}}}
            """
                .formatted(
                    schema,
                    schema,
                    "01".repeat(32),
                    ALICE.hex(),
                    bucket.endpoint(),
                    MediaBucket.NAME))
        .checked();
  }

  private static BlobHash put(MediaStore store, byte[] bytes) throws IOException {
    try (var upload = ((Reservation.Granted) store.reserve(ALICE, bytes.length)).upload()) {
      upload.write(bytes, bytes.length);
      var hash = upload.hash();
      upload.finish(hash, 1);
      return hash;
    }
  }

  @Test
  void every_range_of_a_stored_file_is_its_slice() throws IOException {
    var random = new Random(5);
    var bytes = new byte[300_000];
    random.nextBytes(bytes);
    var store = stores.open(config("ranges"));
    var hash = put(store, bytes);
    for (int round = 0; round < 20; round++) {
      int from = random.nextInt(bytes.length);
      int length = 1 + random.nextInt(bytes.length - from);
      try (var in = store.read(hash, from, length)) {
        assertThat(in.readAllBytes()).isEqualTo(Arrays.copyOfRange(bytes, from, from + length));
      }
    }
    assertThat(folder.resolve("ranges").resolve(hash.hex())).doesNotExist();
    try (var uploads = Files.list(folder.resolve(".uploads"))) {
      assertThat(uploads).isEmpty();
    }
  }

  @Test
  void a_deleted_or_erased_file_leaves_the_bucket_and_other_relays_keep_theirs()
      throws IOException {
    var one = stores.open(config("one"));
    var two = stores.open(config("two"));
    var first = put(one, new byte[] {1});
    var second = put(one, new byte[] {2});
    put(two, new byte[] {1});
    assertThat(one.removeOwner(first, ALICE)).isTrue();
    assertThatThrownBy(() -> one.read(first, 0, 1)).isInstanceOf(IOException.class);
    stores.erase(config("one"));
    assertThatThrownBy(() -> one.read(second, 0, 1)).isInstanceOf(IOException.class);
    try (var in = two.read(first, 0, 1)) {
      assertThat(in.readAllBytes()).containsExactly(1);
    }
  }

  @Test
  void a_bucket_that_fails_stores_nothing_visible() throws IOException {
    var unreachable =
        ConfigDraft.ofJson(
                """
                {"host":"h","schema":"lost","secret":"%s","info":{"pubkey":"%s"},
                 "blossom":{"enabled":true,"adapter":"s3","s3":{"endpoint":"%s","bucket":"absent",
                 "region":"us-east-1","access_key":"key","secret_key":"secret"}}}
                """
                    .formatted("01".repeat(32), ALICE.hex(), bucket.endpoint()))
            .checked();
    var store = stores.open(unreachable);
    assertThatThrownBy(() -> put(store, new byte[] {1})).isInstanceOf(IOException.class);
    assertThat(store.usage(null)).isEqualTo(MediaUsage.NONE);
    assertThat(store.list(ALICE, null, 10)).isEmpty();
  }
}
