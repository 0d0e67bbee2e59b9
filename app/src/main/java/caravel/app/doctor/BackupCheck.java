package caravel.app.doctor;

import caravel.backup.BackupException;
import caravel.backup.SealedObjects;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// Whether the backup's target stores, lists, returns and deletes an object, and refuses a second
/// one of the same key. The object is deleted again.
public final class BackupCheck {
  private static final String FOLDER = "doctor/";
  private static final byte[] TEXT = "caravel doctor".getBytes(StandardCharsets.US_ASCII);

  private final SealedObjects objects;
  private final InstantSource clock;

  public BackupCheck(SealedObjects objects, InstantSource clock) {
    this.objects = objects;
    this.clock = clock;
  }

  public List<Finding> ask() {
    var key = FOLDER + clock.millis();
    try {
      var findings = new ArrayList<Finding>();
      objects.putIfAbsent(key, TEXT);
      if (objects.putIfAbsent(key, TEXT)) {
        findings.add(
            Finding.warning(
                objects.place()
                    + " ignores If-None-Match: two servers with one BACKUP_URL would"
                    + " not be noticed at once.",
                "Give each server a prefix of its own."));
      }
      var isThere = objects.list(FOLDER, "", 1).size() == 1;
      var isSame = objects.get(key).map(bytes -> Arrays.equals(bytes, TEXT));
      objects.delete(key);
      findings.add(
          isThere && isSame.equals(Optional.of(true))
              ? Finding.ok(objects.place() + " stores, lists, returns and deletes an object.")
              : Finding.fault(
                  objects.place() + " does not return what was stored.",
                  "Use another folder or bucket."));
      return findings;
    } catch (BackupException failed) {
      return List.of(
          Finding.fault(
              String.valueOf(failed.getMessage()), "Correct BACKUP_URL or the rights of its key."));
    }
  }
}
