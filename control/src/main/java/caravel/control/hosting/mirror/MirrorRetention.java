package caravel.control.hosting.mirror;

import caravel.backup.BackupException;
import caravel.backup.BackupOwner;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/// Deletes the objects of mirrors that no restore needs any more.
final class MirrorRetention {
  private final BackupOwner owner;
  private final Duration kept;
  private final Function<String, Optional<Instant>> deletedAt;

  /// @param days how far back a restore can go
  /// @param deletedAt when a relay was deleted; empty = it was not, or it is unknown
  MirrorRetention(BackupOwner owner, int days, Function<String, Optional<Instant>> deletedAt) {
    this.owner = owner;
    this.kept = Duration.ofDays(days);
    this.deletedAt = deletedAt;
  }

  void apply(Instant now) throws BackupException {
    var objects = owner.objects();
    var oldest = now.minus(kept);
    for (var relay : MirrorListing.relays(objects)) {
      var listing = MirrorListing.of(objects, relay);
      var isGone = deletedAt.apply(relay).filter(oldest::isAfter).isPresent();
      for (var key : isGone ? listing.all() : outdated(listing, oldest.toEpochMilli())) {
        owner.require(now);
        objects.delete(key);
      }
    }
  }

  /// The keys of everything before the newest copy that was complete at the oldest moment to which
  /// a restore must go.
  static List<String> outdated(MirrorListing listing, long oldest) {
    var first =
        listing.copies().stream().filter(copy -> copy.endedBy(oldest)).reduce((_, last) -> last);
    if (first.isEmpty()) {
      return List.of();
    }
    long start = first.get().start();
    var needed = listing.recordFor(oldest);
    var old = new ArrayList<String>();
    listing.logs().stream().filter(log -> log.to() < start).forEach(log -> old.add(log.text()));
    listing.records().stream()
        .filter(record -> record.at() < oldest && !needed.equals(Optional.of(record)))
        .forEach(record -> old.add(record.text()));
    listing.copies().stream()
        .filter(copy -> copy.start() < start)
        .forEach(copy -> {
          // The end goes first, so that half a copy is never taken for a whole one.
          Optional.ofNullable(copy.end()).ifPresent(end -> old.add(end.text()));
          copy.parts().forEach(part -> old.add(part.text()));
        });
    return old;
  }
}
