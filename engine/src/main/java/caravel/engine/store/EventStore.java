package caravel.engine.store;

import caravel.nostr.Event;
import caravel.nostr.EventId;
import caravel.nostr.Filter;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/// The durable events of one virtual relay. It knows NIP-01's replacement rules and nothing of
/// members, groups or policy.
///
/// Safe for use by many threads. The journal and tail of a later version stand behind this same
/// interface.
public interface EventStore extends AutoCloseable {
  /// What became of one event that was to be saved.
  enum Saved {
    /// It is stored now; what it replaced is gone.
    STORED,
    /// It was there already; nothing changed.
    DUPLICATE,
    /// A newer version of the same replaceable or addressable event stands; nothing changed.
    SUPERSEDED
  }

  /// One step of a batch.
  sealed interface Change {
    /// Ephemeral kinds are refused by the caller. Replaceable and addressable kinds replace: the
    /// newer `created_at` wins, on a tie the one that comes last.
    record Save(Event event) implements Change {}

    /// An id that is not there is passed over.
    record Remove(EventId id) implements Change {}

    /// Everything by one author.
    record RemoveAuthor(caravel.nostr.PublicKey author) implements Change {}
  }

  /// Applies all changes in order in one transaction, or none.
  ///
  /// @return completed after the commit, one result for each [Change.Save] in order; completed with
  ///   a [StoreException] when nothing was changed (disk full, file broken)
  CompletableFuture<List<Saved>> write(List<Change> changes);

  /// Newest first, the lowest id first among equals, at most `max` and at most the filter's own
  /// limit. Expired events (NIP-40) at `now` (unix seconds) are left out. Sees everything whose
  /// [#write] has completed.
  List<StoredEvent> query(Filter filter, int max, long now);

  Optional<Event> find(EventId id);

  /// Removes what has expired at `now` (unix seconds); completed with how many.
  CompletableFuture<Integer> removeExpired(long now);

  @Override
  void close();
}
