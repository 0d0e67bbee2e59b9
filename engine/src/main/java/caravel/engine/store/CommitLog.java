package caravel.engine.store;

import caravel.engine.store.EventStore.StoreException;
import java.util.List;
import java.util.Set;

/// Makes the commits of all relays durable, in order per relay. The files of the relays are written
/// later, and may lose what this log has until [#applied] says that they need it no more.
///
/// Safe for use by many threads.
public interface CommitLog {
  /// Adds a commit. Returns without waiting for the disk. The caller adds the commits of one relay
  /// one after the other, in the order of their positions.
  ///
  /// @param durable called when this commit and all earlier ones of its relay are durable, in order
  ///   per relay, on a thread of the log; it must be short and must not block
  /// @throws StoreException when the log has no room (the disk is full); then nothing was added,
  ///   and a later attempt may succeed
  void append(Commit commit, Runnable durable);

  /// Removes and returns the commits of a relay that were in the log when it was opened, in order.
  /// They stay in the log until [#applied]. The file may have some of them already.
  List<Commit> takeUnapplied(String schema);

  /// Notes that a relay's file has everything up to this position, durable without the log.
  void applied(String schema, FilePosition position);

  /// Notes that a relay's file was erased. None of its earlier commits is ever returned again, and
  /// their texts leave the disk within minutes. Returns when this is durable.
  ///
  /// @throws StoreException when it is not
  void erased(String schema);

  /// The relays whose files should be written soon, because the oldest part of the log waits for
  /// them. After the opening these are all relays with unapplied commits.
  Set<String> due();
}
