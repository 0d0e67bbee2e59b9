package caravel.control.hosting.mirror;

import caravel.backup.BackupException;
import caravel.backup.LocalDisk;
import caravel.control.hosting.kit.KitReader;
import caravel.control.hosting.kit.KitWriter;
import caravel.control.http.ApiJson;
import caravel.nostr.Event;
import caravel.nostr.EventJson;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// The exit kit of a restored relay: events, configuration, members and bans. The members are those
/// of the newest list that the relay itself has signed. An object writes one kit.
final class RestoredKit {
  private static final int MEMBERS_KIND = 13_534;

  private final RelayRecord relay;
  private final RestoredEvents events;
  private @Nullable Event members;

  RestoredKit(RelayRecord relay, RestoredEvents events) {
    this.relay = relay;
    this.events = events;
  }

  /// @param file appears when it is complete
  /// @param now when the kit is signed
  void write(Path file, Instant now) throws BackupException {
    var part = file.resolveSibling(file.getFileName() + ".part");
    try {
      try (var out = Files.newOutputStream(part)) {
        write(new KitWriter(out), part, now);
      }
      Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (UnreadableBackupException unreadable) {
      throw unreadable.reason;
    } catch (IOException failed) {
      throw LocalDisk.failure(part, failed);
    } finally {
      delete(part);
    }
  }

  private void write(KitWriter kit, Path part, Instant now) throws IOException {
    var _ = kit.add(KitReader.EVENTS, out -> writeEvents(out, part));
    kit.add(KitReader.TOML, relay.toml());
    if (members != null) {
      kit.add(KitReader.MEMBERS, ApiJson.write(members.tagValues("member")));
    }
    kit.add(KitReader.BANS, ApiJson.write(relay.bans()));
    kit.finish(relay.secret(), now);
  }

  private Boolean writeEvents(OutputStream out, Path part) throws IOException {
    try {
      events.writeTo(event -> {
        notice(event);
        try {
          out.write((EventJson.write(event) + "\n").getBytes(StandardCharsets.UTF_8));
        } catch (IOException full) {
          throw LocalDisk.failure(part, full);
        }
      });
    } catch (BackupException unreadable) {
      throw new UnreadableBackupException(unreadable);
    }
    return true;
  }

  private void notice(Event event) {
    var known = members;
    if (event.kind() == MEMBERS_KIND
        && event.pubkey().equals(relay.secret().publicKey())
        && (known == null || event.createdAt() >= known.createdAt())) {
      members = event;
    }
  }

  private static void delete(Path part) {
    try {
      Files.deleteIfExists(part);
    } catch (IOException remains) {
      part.toFile().deleteOnExit();
    }
  }

  /// Carries a failure of the backup through a stream.
  private static final class UnreadableBackupException extends IOException {
    private static final long serialVersionUID = 1;
    private final BackupException reason;

    UnreadableBackupException(BackupException reason) {
      super(reason);
      this.reason = reason;
    }
  }
}
