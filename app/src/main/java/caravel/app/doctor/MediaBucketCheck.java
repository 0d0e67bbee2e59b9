package caravel.app.doctor;

import caravel.backup.BackupException;
import caravel.backup.ObjectStore;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;

/// Whether the keys of the bucket for media may store, return, list and delete an object, as a
/// zooid does. The object is deleted again.
public final class MediaBucketCheck {
  private static final String ACTION =
      "Correct BLOSSOM_S3_…, or allow its key s3:PutObject, s3:GetObject, s3:DeleteObject and"
          + " s3:ListBucket.";
  private static final byte[] TEXT = "caravel doctor".getBytes(StandardCharsets.US_ASCII);

  private final ObjectStore objects;
  private final InstantSource clock;

  /// @param objects the bucket, below a prefix that no relay has
  public MediaBucketCheck(ObjectStore objects, InstantSource clock) {
    this.objects = objects;
    this.clock = clock;
  }

  public List<Finding> ask() {
    var key = "object-" + clock.millis();
    try {
      objects.put(key, TEXT);
      var isSame = objects.get(key).map(bytes -> Arrays.equals(bytes, TEXT)).orElse(false);
      var isListed = objects.list("", "", 1).size() == 1;
      objects.delete(key);
      return List.of(
          isSame && isListed
              ? Finding.ok(objects.place() + " stores, returns, lists and deletes an object.")
              : Finding.fault(objects.place() + " does not return what was stored.", ACTION));
    } catch (BackupException failed) {
      return List.of(Finding.fault(String.valueOf(failed.getMessage()), ACTION));
    }
  }
}
