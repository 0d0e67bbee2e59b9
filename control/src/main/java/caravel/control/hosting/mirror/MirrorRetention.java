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
  /// Most history of a relay that one run deletes, so that a clock that is far ahead does not
  /// delete everything.
  private static final Duration DELETED_MAX = Duration.ofDays(1);

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

  /// The keys of everything before the first copy to keep.
  static List<String> outdated(MirrorListing listing, long oldest) {
    var complete = listing.copies().stream().filter(copy -> copy.endedBy(oldest)).toList();
    if (complete.isEmpty()) {
      return List.of();
    }
    long start = firstKept(complete).start();
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

  /// The newest of these copies, or the last one that this run may advance to.
  ///
  /// @param copies complete at the oldest moment to which a restore must go; not empty
  private static MirrorListing.Copy firstKept(List<MirrorListing.Copy> copies) {
    var oldest = copies.getFirst();
    long deletedUntil = oldest.start() + DELETED_MAX.toMillis();
    var first = copies.size() > 1 ? copies.get(1) : oldest;
    for (var copy : copies) {
      if (copy.start() > first.start() && copy.start() <= deletedUntil) {
        first = copy;
      }
    }
    return first;
  }
}
