package caravel.control.hosting.mirror;

import caravel.backup.BackupException;
import caravel.backup.BackupException.Kind;
import caravel.backup.SealedObjects;
import caravel.control.hosting.RelayHost.RelayBan;
import caravel.control.hosting.RelayToml;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Restores a mirrored relay as an exit kit, which a Caravel imports, and from which a zooid
/// imports the events. Holds no whole relay in memory.
public final class MirrorRestore {
  private final SealedObjects objects;
  private final String relay;
  private final MirrorListing listing;

  private MirrorRestore(SealedObjects objects, String relay, MirrorListing listing) {
    this.objects = objects;
    this.relay = relay;
    this.listing = listing;
  }

  /// A relay in the backup.
  ///
  /// @param from the first moment that can be restored as a whole; null = no copy is complete yet
  /// @param to when something was last stored
  public record Mirrored(String relay, @Nullable Instant from, Instant to) {}

  /// @param reached time of the last stored change until the moment
  /// @param events written
  /// @param invalid events that were left out, because their id or signature is wrong
  /// @param isWhole false = the relay had not been read to its end yet
  public record Result(Instant reached, long events, long invalid, boolean isWhole) {}

  /// Lists the mirrored relays.
  public static List<Mirrored> list(SealedObjects objects) throws BackupException {
    var mirrored = new ArrayList<Mirrored>();
    for (var relay : MirrorListing.relays(objects)) {
      var listing = MirrorListing.of(objects, relay);
      var from =
          listing.copies().stream()
              .flatMap(copy -> Stream.ofNullable(copy.end()))
              .findFirst()
              .map(end -> Instant.ofEpochMilli(end.end()))
              .orElse(null);
      mirrored.add(
          new Mirrored(relay, from, Instant.ofEpochMilli(listing.lastMillis(Long.MAX_VALUE))));
    }
    return mirrored;
  }

  /// The mirror of a relay; empty if it has none.
  ///
  /// @param relay its id
  public static Optional<MirrorRestore> of(SealedObjects objects, String relay)
      throws BackupException {
    if (!MirrorKey.isRelay(relay)) {
      return Optional.empty();
    }
    var listing = MirrorListing.of(objects, relay);
    return listing.isEmpty()
        ? Optional.empty()
        : Optional.of(new MirrorRestore(objects, relay, listing));
  }

  /// Restores the events, members and bans of a moment.
  ///
  /// @param at [Instant#MAX] = the newest state
  /// @param kit the file to write; it appears when it is complete
  /// @param now when the kit is signed
  public Result restore(Instant at, Path kit, Instant now) throws BackupException {
    long millis = at.equals(Instant.MAX) ? Long.MAX_VALUE : at.toEpochMilli();
    var copy = listing.copyFor(millis).orElseThrow(this::tooEarly);
    var record = record(millis);
    var logs =
        listing.logs().stream()
            .filter(log -> log.to() >= copy.start() && log.to() <= millis)
            .toList();
    var banned = record.bans().stream().map(RelayBan::pubkey).collect(Collectors.toSet());
    var surviving = new SurvivingEvents(record.secret().publicKey(), banned);
    for (var log : logs) {
      MirrorLines.read(objects, log, surviving::log);
    }
    var events = new RestoredEvents(objects, copy.parts(), logs, surviving);
    new RestoredKit(record, events).write(kit, now);
    return new Result(
        Instant.ofEpochMilli(listing.lastMillis(millis)),
        events.written(),
        events.invalid(),
        copy.end() != null);
  }

  /// The permanent name of the relay's data; empty if its last configuration has none.
  Optional<String> schema() throws BackupException {
    return RelayToml.schema(record(Long.MAX_VALUE).toml());
  }

  private RelayRecord record(long millis) throws BackupException {
    var key = listing.recordFor(millis).orElseThrow(this::tooEarly);
    return RelayRecord.read(MirrorLines.text(objects, key));
  }

  private BackupException tooEarly() {
    var first =
        listing.copies().stream()
            .flatMap(copy -> Stream.ofNullable(copy.end()))
            .findFirst()
            .map(end -> "begins at " + Instant.ofEpochMilli(end.end()))
            .orElse("has no copy yet");
    return new BackupException(
        Kind.REFUSED,
        "The mirror of relay " + relay + " " + first + ". Nothing before it can be restored.");
  }
}
