package caravel.engine.store;

import caravel.nostr.Event;
import caravel.nostr.EventBytes;
import caravel.nostr.EventId;
import caravel.nostr.Filter;
import caravel.nostr.PublicKey;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/// The durable events of one virtual relay. It implements NIP-01's replacement rules and knows
/// nothing of members, groups or policy.
///
/// Safe for use by many threads.
public interface EventStore extends AutoCloseable {
  /// Most events of an author, or expired events, that one commit removes.
  int SLICE_EVENTS_MAX = 1_000;

  /// Largest `created_at` in seconds (in the year 2514); the smallest is 0.
  long CREATED_AT_MAX = (1L << 34) - 1;

  /// Most JSON in the answer of one [#query], in characters. A longer answer is cut to the newest
  /// events.
  long ANSWER_CHARACTERS_MAX = 2L * 1024 * 1024;

  /// The result of saving one event.
  enum Saved {
    /// The event is stored; the events that it replaces are removed.
    STORED,
    /// The event was stored before; nothing changed.
    DUPLICATE,
    /// A newer version of the same replaceable or addressable event is stored; nothing changed.
    SUPERSEDED
  }

  /// One change of a batch.
  sealed interface Change {
    /// Saves an event. The caller refuses ephemeral kinds and invalid ids. Replaceable and
    /// addressable kinds replace: the newer `created_at` wins, and on a tie the later save.
    record Save(EventBytes event) implements Change {
      public Save(Event event) {
        this(EventBytes.of(event));
      }
    }

    /// Removes an event. An unknown id is ignored.
    record Remove(EventId id) implements Change {}

    /// Removes all events of one author: the first [#SLICE_EVENTS_MAX] in the same commit, the rest
    /// afterwards in slices (see [EventStore#finishErasing]). A restart continues with them.
    record RemoveAuthor(PublicKey author) implements Change {}
  }

  /// Applies all changes in order in one transaction, or none. Returns without waiting for the
  /// disk.
  ///
  /// Dependent actions of the future run on the writing thread, which serves other relays too: they
  /// must be short and must not block.
  ///
  /// @return completed after the commit, one result for each [Change.Save] in order; completed with
  ///   a [StoreException] when nothing was changed (disk full, file broken), with an
  ///   [UnstorableException] when an event's `created_at` is outside 0 … [#CREATED_AT_MAX]
  CompletableFuture<List<Saved>> write(List<Change> changes);

  /// Finds events, newest first and the lowest id first among equals: at most `max`, and at most
  /// the filter's own limit. Events outside the scope are left out and do not count. Sees every
  /// completed [#write].
  ///
  /// A query that reads too many rows or uses up its budget ends early, with the newest events
  /// found so far. Use [#scan] for complete answers.
  ///
  /// @throws StoreException when the file cannot be read
  List<StoredEvent> query(Filter filter, int max, ReadScope scope);

  /// Queries all events, without a time budget.
  default List<StoredEvent> query(Filter filter, int max, long now) {
    return query(filter, max, ReadScope.all(now));
  }

  /// Passes every event that the filter selects to the sink, newest first. Ignores the filter's
  /// limit. Events that are expired at `now` (unix seconds) are left out.
  ///
  /// @param sink called on another thread, while the caller waits
  /// @throws StoreException when the file cannot be read
  void scan(Filter filter, long now, Consumer<StoredEvent> sink);

  /// Lists the events after a cursor in the order of the file: oldest first, and the highest id
  /// first among equals. Ends after `max` events or about [#ANSWER_CHARACTERS_MAX], and is empty
  /// only at the end. Events that are expired at `now` (unix seconds) are left out.
  ///
  /// When the cursor's event was removed, the list begins again at the first event of its second.
  ///
  /// @throws StoreException when the file cannot be read
  List<StoredEvent> list(EventCursor after, int max, long now);

  /// @throws StoreException when the file cannot be read
  Optional<StoredEvent> find(EventId id);

  /// Finds the stored copy of an event by its id. Cheaper than [#find(EventId)] for an event that
  /// is not stored, because its time tells where it would be.
  ///
  /// @throws StoreException when the file cannot be read
  Optional<StoredEvent> find(EventBytes event);

  /// Finds the current version of an addressable event, expired or not.
  ///
  /// @param identifier the value of its first `d` tag, `""` where there is none
  /// @throws StoreException when the file cannot be read
  Optional<Event> findAddressable(int kind, PublicKey author, String identifier);

  /// Number of stored events, including expired ones that are not removed yet.
  ///
  /// @throws StoreException when the file cannot be read
  long count();

  /// The number and the bytes of the stored events, as far as they are known without opening the
  /// file. Empty = the file was not used since the start of the program.
  Optional<EventTotals> knownTotals();

  /// Bytes that the events take up in the file, without free space. May be as old as the last
  /// commit.
  ///
  /// @throws StoreException when the file cannot be read
  long bytes();

  /// Whether the volume of the file is nearly full, so that only deletions should be written.
  boolean isDiskLow();

  /// Removes events that are expired at `now` (unix seconds); completed with their number. Skips a
  /// file that is not open: expired events are never served, and opening all files each minute
  /// costs too much.
  CompletableFuture<Integer> removeExpired(long now);

  /// Completes when an earlier [Change.RemoveAuthor] of this author has removed everything. Until
  /// then, newer events of the author may be removed too.
  CompletableFuture<Void> finishErasing(PublicKey author);

  /// Waits for pending writes and closes the file. Only the `.db` file remains. The next use opens
  /// it again.
  @Override
  void close();

  /// The store could not do what it was asked, and changed nothing. The message is for the log, not
  /// for strangers.
  final class StoreException extends RuntimeException {
    private static final long serialVersionUID = 1;

    public StoreException(String message) {
      super(message);
    }

    public StoreException(String message, Throwable cause) {
      super(message, cause);
    }
  }

  /// The event cannot be stored by anybody, now or later; the message may be shown to whoever sent
  /// it. Nothing of its batch was changed.
  final class UnstorableException extends RuntimeException {
    private static final long serialVersionUID = 1;

    public UnstorableException(String message) {
      super(message);
    }
  }
}
