package caravel.control.hosting.mirror;

import caravel.backup.BackupException;
import caravel.backup.BackupOwner;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.Optional;

/// Writes the objects of one relay's mirror. Each write checks that this process still owns the
/// backup.
final class MirrorObjects {
  private final BackupOwner owner;
  private final String relay;
  private final InstantSource clock;

  MirrorObjects(BackupOwner owner, String relay, InstantSource clock) {
    this.owner = owner;
    this.relay = relay;
    this.clock = clock;
  }

  MirrorListing list() throws BackupException {
    owner.require(clock.instant());
    return MirrorListing.of(owner.objects(), relay);
  }

  void putCopyPart(long start, int number, long until, byte[] lines) throws BackupException {
    put(new MirrorKey.CopyPart(relay, start, number, until), lines);
  }

  void putCopyEnd(long start, long end, CopyTotal total) throws BackupException {
    put(new MirrorKey.CopyEnd(relay, start, end), bytes(total.write()));
  }

  CopyTotal total(MirrorKey.CopyEnd end) throws BackupException {
    return text(end).map(CopyTotal::read).orElse(CopyTotal.UNKNOWN);
  }

  void putLog(long to, boolean fillsGap, byte[] lines) throws BackupException {
    put(new MirrorKey.Log(relay, to, fillsGap), lines);
  }

  void putRecord(long at, String json) throws BackupException {
    put(new MirrorKey.Record(relay, at), bytes(json));
  }

  Optional<String> text(MirrorKey key) throws BackupException {
    return owner.objects().get(key.text()).map(bytes -> new String(bytes, StandardCharsets.UTF_8));
  }

  private void put(MirrorKey key, byte[] content) throws BackupException {
    owner.require(clock.instant());
    owner.objects().put(key.text(), content);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
