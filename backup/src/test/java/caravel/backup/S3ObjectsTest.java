package caravel.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import caravel.backup.BackupException.Kind;
import java.io.IOException;
import java.net.URI;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Objects in a bucket of a real S3 server.
final class S3ObjectsTest extends ObjectStoreContract {
  private static final AtomicInteger BUCKETS = new AtomicInteger();
  private static MotoServer moto;

  private String bucket = "";
  private ObjectStore store;

  @BeforeAll
  static void start() throws IOException {
    moto = MotoServer.start(Map.of());
  }

  @AfterAll
  static void stop() {
    moto.close();
  }

  @BeforeEach
  void createBucket() throws Exception {
    bucket = "bucket-" + BUCKETS.incrementAndGet();
    moto.createBucket(bucket);
    store = new S3Objects(settings(bucket, "some/prefix"));
  }

  @AfterEach
  void close() {
    store.close();
  }

  @Override
  ObjectStore store() {
    return store;
  }

  @Test
  void two_prefixes_of_one_bucket_never_see_each_other() throws BackupException {
    store.put("a/1", bytes("mine"));
    try (var other = new S3Objects(settings(bucket, "some/prefix2"))) {
      assertThat(other.list("", "", 10)).isEmpty();
      assertThat(other.get("a/1")).isEmpty();
    }
    try (var whole = new S3Objects(settings(bucket, ""))) {
      assertThat(whole.list("", "", 10)).containsExactly("some/prefix/a/1");
    }
  }

  @Test
  void a_missing_bucket_is_named() {
    try (var none = new S3Objects(settings("no-such-bucket", ""))) {
      assertFails(none, Kind.NO_BUCKET, "There is no bucket no-such-bucket. Create it.");
    }
  }

  @Test
  void a_server_that_is_away_is_named() {
    var away = new S3Settings(bucket, "p", URI.create("http://127.0.0.1:1"), null, "a", "b");
    try (var none = new S3Objects(away)) {
      assertFails(none, Kind.UNREACHABLE, "The bucket of s3://" + bucket + "/p does not answer: ");
    }
  }

  @Test
  void wrong_credentials_are_named() throws Exception {
    // From the second request on, this server knows no access key.
    try (var strict = MotoServer.start(Map.of("INITIAL_NO_AUTH_ACTION_COUNT", "1"))) {
      strict.createBucket("strict");
      var settings = new S3Settings("strict", "", strict.url(), null, "wrong", "wrong");
      try (var refused = new S3Objects(settings)) {
        assertFails(
            refused,
            Kind.CREDENTIALS,
            "The bucket of s3://strict refuses the credentials (InvalidAccessKeyId). Check"
                + " BACKUP_S3_ACCESS_KEY and BACKUP_S3_SECRET_KEY.");
      }
    }
  }

  @Test
  void missing_rights_are_named() throws Exception {
    moto.deny(bucket, "s3:PutObject");
    assertFails(
        store,
        Kind.REFUSED,
        "The bucket of s3://"
            + bucket
            + "/some/prefix refuses access (403). Give the key the rights to put, get, list and"
            + " delete objects below the prefix.");
  }

  private static void assertFails(ObjectStore store, Kind kind, String message) {
    assertThatThrownBy(() -> store.put("a/1", bytes("x")))
        .isInstanceOfSatisfying(
            BackupException.class, failed -> assertThat(failed.kind()).isEqualTo(kind))
        .hasMessageStartingWith(message);
  }

  private static S3Settings settings(String bucket, String prefix) {
    return new S3Settings(bucket, prefix, moto.url(), null, "key", "secret");
  }
}
