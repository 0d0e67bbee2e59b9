package caravel.engine.journal;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Reads the segments that an earlier process left, oldest first.
///
/// The bytes behind the last whole group are torn when that process was killed; this is normal. A
/// gap in the numbers of the fragments is damage: it is logged, the rest is kept, and the damaged
/// segment is moved aside when no relay needs it.
final class JournalReplay {
  private static final Logger LOG = LoggerFactory.getLogger(JournalReplay.class);

  private final SegmentFolder folder;
  private final SegmentList list;
  private final Map<String, List<StoredCommit>> commits = new HashMap<>();
  private final List<SegmentContent> withoutRecords = new ArrayList<>();

  /// The record that continues in the next fragment.
  private final ByteArrayOutputStream payload = new ByteArrayOutputStream();

  private final List<StoredCommit.Part> parts = new ArrayList<>();
  private final List<Segment> segments = new ArrayList<>();
  private boolean lastHasRest;
  private long lastLsn;

  private JournalReplay(SegmentFolder folder, SegmentList list) {
    this.folder = folder;
    this.list = list;
  }

  /// Reads all segments and makes them durable as they were read.
  ///
  /// @param list receives them
  /// @throws NewerJournalException when a newer version of the program wrote one
  static JournalReplay read(SegmentFolder folder, SegmentList list) throws IOException {
    var replay = new JournalReplay(folder, list);
    for (var file : folder.list()) {
      // The killed process may not have forced its last group, which now counts as durable.
      folder.force(file);
      replay.add(SegmentContent.read(file));
      list.skipNumber(SegmentFolder.number(file));
    }
    replay.removeWithoutRecords(false);
    return replay;
  }

  /// The commits of each relay since its last erasure, in order.
  Map<String, List<StoredCommit>> commits() {
    return commits;
  }

  /// Number of the last fragment; 0 = none.
  long lastLsn() {
    return lastLsn;
  }

  private void add(SegmentContent content) throws IOException {
    if (content.fragments().isEmpty()) {
      withoutRecords.add(content);
      return;
    }
    long lsn = content.fragments().getFirst().lsn();
    boolean isGap = lastLsn != 0 && lsn != lastLsn + 1;
    if (isGap) {
      noteDamage(content.file(), lsn);
    }
    removeWithoutRecords(isGap);
    var header = content.header().orElseThrow();
    var segment = Segment.replayed(header, content.file(), content.bytes().limit());
    list.addReplayed(segment);
    segments.add(segment);
    lastHasRest = content.hasRest();
    for (var fragment : content.fragments()) {
      lastLsn = fragment.lsn();
      if (!addFragment(segment, content.bytes().array(), fragment)) {
        return;
      }
    }
  }

  private void noteDamage(Path file, long lsn) {
    LOG.error(
        "The journal is damaged: entries {} to {} before {} cannot be read, so events may be"
            + " missing. All other entries are used",
        lastLsn + 1,
        lsn - 1,
        file);
    if (lastHasRest) {
      segments.getLast().markDamaged();
    }
    parts.clear();
  }

  private void removeWithoutRecords(boolean isDamage) throws IOException {
    for (var content : withoutRecords) {
      if (content.header().isEmpty()) {
        LOG.error("The journal file {} is damaged and cannot be read", content.file());
        folder.moveAside(content.file());
      } else if (isDamage && content.hasRest()) {
        folder.moveAside(content.file());
      } else {
        folder.delete(content.file());
      }
    }
    withoutRecords.clear();
  }

  /// Returns false when the record cannot be understood, which no crash explains.
  private boolean addFragment(Segment segment, byte[] bytes, Fragment fragment) {
    if (fragment.isFirst()) {
      parts.clear();
      payload.reset();
    } else if (parts.isEmpty()) {
      // The rest of a record whose first segment was deleted, or is damaged.
      return true;
    }
    parts.add(new StoredCommit.Part(segment, fragment.offset(), fragment.length()));
    payload.write(bytes, fragment.offset(), fragment.length());
    if (!fragment.isLast()) {
      return true;
    }
    try {
      addRecord(JournalRecord.decode(fragment.type(), payload.toByteArray()));
    } catch (IOException unknown) {
      LOG.error(
          "The journal is damaged: entry {} of {} cannot be read. The rest of this file is ignored",
          fragment.lsn(),
          segment.file(),
          unknown);
      segment.markDamaged();
      return false;
    } finally {
      parts.clear();
    }
    return true;
  }

  private void addRecord(JournalRecord record) {
    var schema = record.schema();
    switch (record) {
      case JournalRecord.Committed(var commit) -> {
        var first = parts.getFirst().segment();
        first.addCommit(schema, commit.position());
        first.addSchema(schema, 0);
        parts.getLast().segment().addSchema(schema, 0);
        commits
            .computeIfAbsent(schema, _ -> new ArrayList<>())
            .add(new StoredCommit(List.copyOf(parts)));
      }
      case JournalRecord.Erased _ -> {
        commits.remove(schema);
        list.releaseErased(schema);
      }
    }
  }
}
