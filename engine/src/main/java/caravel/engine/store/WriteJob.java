package caravel.engine.store;

import caravel.engine.store.EventStore.Change;
import caravel.engine.store.EventStore.Saved;
import caravel.engine.store.EventStore.UnstorableException;
import caravel.nostr.Event;
import caravel.nostr.EventId;
import caravel.nostr.PublicKey;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/// A job that waits for a relay's writer, with the future of its result.
sealed interface WriteJob {
  /// A change with its rows prepared.
  sealed interface Step {
    record Put(Event event, String body) implements Step {}

    record Take(EventId id) implements Step {}

    record TakeAuthor(PublicKey author) implements Step {}
  }

  record Batch(List<Step> steps, CompletableFuture<List<Saved>> answer) implements WriteJob {
    /// Prepares a batch. Serializes its events on the caller's thread.
    ///
    /// @throws UnstorableException for an event that no file can hold
    static Batch of(List<Change> changes) {
      return new Batch(
          changes.stream().map(Batch::step).toList(), new CompletableFuture<List<Saved>>());
    }

    private static Step step(Change change) {
      return switch (change) {
        case Change.Save(var event) -> {
          if (event.createdAt() < 0 || event.createdAt() > EventStore.CREATED_AT_MAX) {
            throw new UnstorableException("created_at is out of range");
          }
          yield new Step.Put(event.event(), event.text());
        }
        case Change.Remove(var id) -> new Step.Take(id);
        case Change.RemoveAuthor(var author) -> new Step.TakeAuthor(author);
      };
    }
  }

  /// The result of one slice of a long removal.
  ///
  /// @param removed events
  /// @param more whether another slice is needed
  record Slice(int removed, boolean more) {}

  /// Removes a slice of the expired events.
  record Sweep(long now, CompletableFuture<Slice> answer) implements WriteJob {}

  /// Removes the next slice of an author whose removal has begun.
  record Erasure(PublicKey author, CompletableFuture<Slice> answer) implements WriteJob {}

  /// Changes nothing; completes when everything before it is done.
  record Mark(CompletableFuture<Void> answer) implements WriteJob {}

  default CompletableFuture<?> pending() {
    return switch (this) {
      case Batch(_, var answer) -> answer;
      case Sweep(_, var answer) -> answer;
      case Erasure(_, var answer) -> answer;
      case Mark(var answer) -> answer;
    };
  }

  /// The job's share of a group, in changes.
  default int changes() {
    return switch (this) {
      case Batch(var steps, _) -> steps.size();
      case Sweep _, Erasure _ -> EventStore.SLICE_EVENTS_MAX;
      case Mark _ -> 0;
    };
  }

  default long characters() {
    return switch (this) {
      case Batch(var steps, _) -> {
        long sum = 0;
        for (var step : steps) {
          sum += step instanceof Step.Put(_, var body) ? body.length() : 0;
        }
        yield sum;
      }
      case Sweep _, Erasure _, Mark _ -> 0;
    };
  }
}
