package caravel.engine.session;

import caravel.engine.store.EventCursor;
import caravel.engine.store.EventStore;
import caravel.engine.store.EventStore.StoreException;
import caravel.engine.store.EventTotals;
import caravel.engine.store.ReadScope;
import caravel.engine.store.StoredEvent;
import caravel.nostr.Event;
import caravel.nostr.EventBytes;
import caravel.nostr.EventId;
import caravel.nostr.Filter;
import caravel.nostr.PublicKey;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Supplier;

/// One relay instance's access to its store. After the instance has ended (deleted, or its key,
/// owner or address changed) every use fails. So a late message neither recreates an erased file
/// nor writes into the store of the next instance.
///
/// Safe for use by many threads.
final class StoreLease implements EventStore {
  private final Supplier<EventStore> store;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition settled = lock.newCondition();
  private int unsettledWrites;
  private boolean ended;

  /// Whether this instance has used its store.
  private volatile boolean used;

  /// @param store called for each use
  StoreLease(Supplier<EventStore> store) {
    this.store = store;
  }

  @Override
  public CompletableFuture<List<Saved>> write(List<Change> changes) {
    EventStore open;
    lock.lock();
    try {
      open = open();
      unsettledWrites++;
    } finally {
      lock.unlock();
    }
    try {
      return open.write(changes).whenComplete((_, _) -> settle());
    } catch (Throwable refused) {
      settle();
      throw refused;
    }
  }

  private void settle() {
    lock.lock();
    try {
      unsettledWrites--;
      settled.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /// Refuses new uses. Returns when every running write is stored or refused.
  void end() {
    lock.lock();
    try {
      ended = true;
      while (unsettledWrites > 0) {
        settled.awaitUninterruptibly();
      }
    } finally {
      lock.unlock();
    }
  }

  /// Opens the store within the lock: after [#end], none can be opened again.
  private EventStore open() {
    lock.lock();
    try {
      if (ended) {
        throw new StoreException("this relay instance has ended");
      }
      used = true;
      return store.get();
    } finally {
      lock.unlock();
    }
  }

  @Override
  public List<StoredEvent> query(Filter filter, int max, ReadScope scope) {
    return open().query(filter, max, scope);
  }

  @Override
  public void scan(Filter filter, long now, Consumer<StoredEvent> sink) {
    open().scan(filter, now, sink);
  }

  @Override
  public List<StoredEvent> list(EventCursor after, int max, long now) {
    return open().list(after, max, now);
  }

  @Override
  public Optional<Event> findAddressable(int kind, PublicKey author, String identifier) {
    return open().findAddressable(kind, author, identifier);
  }

  @Override
  public Optional<StoredEvent> find(EventId id) {
    return open().find(id);
  }

  @Override
  public Optional<StoredEvent> find(EventBytes event) {
    return open().find(event);
  }

  @Override
  public long count() {
    return open().count();
  }

  /// Does not prepare a store that this instance has not used.
  @Override
  public Optional<EventTotals> knownTotals() {
    return used ? open().knownTotals() : Optional.empty();
  }

  @Override
  public long bytes() {
    return open().bytes();
  }

  @Override
  public boolean isDiskLow() {
    return open().isDiskLow();
  }

  @Override
  public CompletableFuture<Integer> removeExpired(long now) {
    return open().removeExpired(now);
  }

  @Override
  public CompletableFuture<Void> finishErasing(PublicKey author) {
    return open().finishErasing(author);
  }

  @Override
  public void close() {
    open().close();
  }
}
