package caravel.engine.store;

import caravel.nostr.Event;
import caravel.nostr.EventId;
import caravel.nostr.Filter;
import caravel.nostr.PublicKey;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/// The durable events of one virtual relay. It knows NIP-01's replacement rules and nothing of
/// members, groups or policy.
///
/// Safe for use by many threads. The journal and tail of a later version stand behind this same
/// interface.
public interface EventStore extends AutoCloseable {
  /// Most events of an author, or expired events, that one commit removes.
  int SLICE_EVENTS_MAX = 1_000;

  /// The last second an event may claim (in the year 2514); the first is 0.
  long CREATED_AT_MAX = (1L << 34) - 1;

  /// JSON of one [#query]'s answer, in characters: beyond it the answer ends early, with the
  /// newest.
  long ANSWER_CHARACTERS_MAX = 2L * 1024 * 1024;

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
    /// Ephemeral kinds are refused by the caller, and so is an id that is not the hash of its
    /// event. Replaceable and addressable kinds replace: the newer `created_at` wins, on a tie the
    /// one that comes last.
    record Save(Event event) implements Change {}

    /// An id that is not there is passed over.
    record Remove(EventId id) implements Change {}

    /// Everything by one author: the first [#SLICE_EVENTS_MAX] in the same commit, the rest after
    /// it in slices of their own (see [EventStore#finishErasing]). A restart continues with them.
    record RemoveAuthor(PublicKey author) implements Change {}
  }

  /// Applies all changes in order in one transaction, or none. Returns without waiting for the
  /// disk.
  ///
  /// What depends on the answer runs on the writing thread, which other relays wait for: it must be
  /// short and must not block.
  ///
  /// @return completed after the commit, one result for each [Change.Save] in order; completed with
  ///   a [StoreException] when nothing was changed (disk full, file broken), with an
  ///   [UnstorableException] when an event's `created_at` is outside 0 … [#CREATED_AT_MAX]
  CompletableFuture<List<Saved>> write(List<Change> changes);

  /// Newest first, the lowest id first among equals, at most `max` and at most the filter's own
  /// limit. Expired events (NIP-40) at `now` (unix seconds) are left out. Sees everything whose
  /// [#write] has completed.
  ///
  /// Work is bounded: a query that would look at too many rows, or use more than its budget,
  /// answers with the newest that it found until then. For answers that must be complete there is
  /// [#scan].
  ///
  /// @throws StoreException when the file cannot be read
  List<StoredEvent> query(Filter filter, int max, long now, QueryBudget budget);

  /// The same without a budget of time.
  default List<StoredEvent> query(Filter filter, int max, long now) {
    return query(filter, max, now, QueryBudget.unlimited());
  }

  /// Hands over every event that the filter selects, newest first, however many there are. The
  /// filter's limit is ignored. Expired events at `now` (unix seconds) are left out.
  ///
  /// @param sink called on another thread, while the caller waits
  /// @throws StoreException when the file cannot be read
  void scan(Filter filter, long now, Consumer<StoredEvent> sink);

  /// @throws StoreException when the file cannot be read
  Optional<Event> find(EventId id);

  /// The current version of an addressable event, expired or not.
  ///
  /// @param identifier the value of its first `d` tag, `""` where there is none
  /// @throws StoreException when the file cannot be read
  Optional<Event> findAddressable(int kind, PublicKey author, String identifier);

  /// How many events there are, expired ones that still wait for removal included.
  ///
  /// @throws StoreException when the file cannot be read
  long count();

  /// Bytes that the events take up in the file, space for later events not included. May be as old
  /// as the last commit.
  ///
  /// @throws StoreException when the file cannot be read
  long bytes();

  /// Whether the volume of the file is nearly full, so that only deletions should be written.
  boolean isDiskLow();

  /// Removes what has expired at `now` (unix seconds); completed with how many. A file that is not
  /// open just now is left alone: nobody is shown what has expired, and to open all files for it
  /// each minute would cost more than it frees.
  CompletableFuture<Integer> removeExpired(long now);

  /// Completes when an earlier [Change.RemoveAuthor] of this author has removed everything. Until
  /// then, newer events of the author may be removed too.
  CompletableFuture<Void> finishErasing(PublicKey author);

  /// Waits for what was to be written and gives the file back to the system: one `.db` stays. Using
  /// the store again opens it again.
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
