package caravel.control.hosting.mirror;

import caravel.backup.BackupException;
import caravel.backup.BackupException.Kind;
import caravel.backup.SealedObjects;
import caravel.control.hosting.mirror.RelayFeed.EventSink;
import caravel.nostr.EventJson;
import caravel.nostr.MalformedException;
import java.nio.charset.StandardCharsets;

/// Reads the objects of a mirror.
final class MirrorLines {
  private MirrorLines() {}

  /// Passes on the events of an object, in its order.
  static void read(SealedObjects objects, MirrorKey key, EventSink sink) throws BackupException {
    for (var line : text(objects, key).split("\n")) {
      if (!line.isEmpty()) {
        try {
          sink.take(EventJson.parse(line));
        } catch (MalformedException damaged) {
          throw new BackupException(Kind.DAMAGED, key.text() + " is damaged.", damaged);
        }
      }
    }
  }

  /// The content of an object that must be there.
  static String text(SealedObjects objects, MirrorKey key) throws BackupException {
    return objects
        .get(key.text())
        .map(bytes -> new String(bytes, StandardCharsets.UTF_8))
        .orElseThrow(
            () -> new BackupException(Kind.DAMAGED, "The backup lacks " + key.text() + "."));
  }
}
