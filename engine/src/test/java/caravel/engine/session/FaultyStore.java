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
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;

/// A real store whose writes can be made to fail, as with a full disk, or to be late.
final class FaultyStore implements EventStore {
  private final EventStore store;
  private final AtomicReference<Runnable> first = new AtomicReference<>(() -> {});
  private final AtomicReference<Runnable> firstQuery = new AtomicReference<>(() -> {});
  private final AtomicReference<Duration> slowness = new AtomicReference<>(Duration.ZERO);
  private final AtomicInteger addressLookups = new AtomicInteger();
  private final AtomicInteger refusedWrites = new AtomicInteger();
  private volatile boolean refusing;

  FaultyStore(EventStore store) {
    this.store = store;
  }

  void refuseWrites(boolean refuse) {
    refusing = refuse;
  }

  /// Number of writes that were refused.
  int refusedWrites() {
    return refusedWrites.get();
  }

  /// Runs the task before the next write, which waits for it.
  void beforeNextWrite(Runnable what) {
    first.set(what);
  }

  @Override
  public CompletableFuture<List<Saved>> write(List<Change> changes) {
    first.getAndSet(() -> {}).run();
    if (refusing) {
      refusedWrites.incrementAndGet();
      return CompletableFuture.failedFuture(
          new StoreException("full", new IllegalStateException("the disk is full")));
    }
    return store.write(changes);
  }

  /// Runs the task before the next query, which waits for it.
  void beforeNextQuery(Runnable what) {
    firstQuery.set(what);
  }

  /// Makes the next query use this much of its budget.
  void slowNextQuery(Duration time) {
    slowness.set(time);
  }

  /// Number of look-ups by address so far.
  int addressLookups() {
    return addressLookups.get();
  }

  @Override
  public List<StoredEvent> query(Filter filter, int max, ReadScope scope) {
    firstQuery.getAndSet(() -> {}).run();
    scope.budget().charge(slowness.getAndSet(Duration.ZERO).toNanos());
    return store.query(filter, max, scope);
  }

  @Override
  public void scan(Filter filter, long now, Consumer<StoredEvent> sink) {
    store.scan(filter, now, sink);
  }

  @Override
  public Optional<Event> findAddressable(int kind, PublicKey author, String identifier) {
    addressLookups.incrementAndGet();
    return store.findAddressable(kind, author, identifier);
  }

  @Override
  public List<StoredEvent> list(EventCursor after, int max, long now) {
    return store.list(after, max, now);
  }

  @Override
  public Optional<StoredEvent> find(EventId id) {
    return store.find(id);
  }

  @Override
  public Optional<StoredEvent> find(EventBytes event) {
    return store.find(event);
  }

  @Override
  public Optional<EventTotals> knownTotals() {
    return store.knownTotals();
  }

  @Override
  public long count() {
    return store.count();
  }

  @Override
  public long bytes() {
    return store.bytes();
  }

  @Override
  public boolean isDiskLow() {
    return store.isDiskLow();
  }

  @Override
  public CompletableFuture<Integer> removeExpired(long now) {
    return store.removeExpired(now);
  }

  @Override
  public CompletableFuture<Void> finishErasing(PublicKey author) {
    return store.finishErasing(author);
  }

  @Override
  public void close() {
    store.close();
  }
}
