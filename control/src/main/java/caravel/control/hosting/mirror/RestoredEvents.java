package caravel.control.hosting.mirror;

import caravel.backup.BackupException;
import caravel.backup.SealedObjects;
import caravel.control.hosting.mirror.RelayFeed.EventSink;
import caravel.nostr.Event;
import java.util.List;
import java.util.function.Predicate;

/// The events of a restored relay: those of a copy that survive, then those that arrived after it,
/// because of two versions of the same time the later one counts. For one reading.
final class RestoredEvents {
  private final SealedObjects objects;
  private final List<MirrorKey.CopyPart> parts;
  private final List<MirrorKey.Log> logs;
  private final SurvivingEvents surviving;
  private long written;
  private long invalid;

  RestoredEvents(
      SealedObjects objects,
      List<MirrorKey.CopyPart> parts,
      List<MirrorKey.Log> logs,
      SurvivingEvents surviving) {
    this.objects = objects;
    this.parts = List.copyOf(parts);
    this.logs = List.copyOf(logs);
    this.surviving = surviving;
  }

  /// Passes on the events whose id and signature are right.
  void writeTo(EventSink sink) throws BackupException {
    for (var part : parts) {
      pass(part, surviving::keepsCopied, sink);
    }
    for (var log : logs) {
      pass(log, surviving::keepsLogged, sink);
    }
  }

  private void pass(MirrorKey key, Predicate<Event> keeps, EventSink sink) throws BackupException {
    MirrorLines.read(
        objects,
        key,
        event -> {
          if (!keeps.test(event)) {
            return;
          }
          if (event.check() != Event.Check.GENUINE) {
            invalid++;
            return;
          }
          written++;
          sink.take(event);
        });
  }

  /// Events that were passed on.
  long written() {
    return written;
  }

  /// Events that were left out because their id or signature is wrong.
  long invalid() {
    return invalid;
  }
}
