package caravel.engine.limits;

import java.util.Comparator;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// The memory that the process holds for its clients: waiting messages, answers, unsent frames,
/// open subscriptions and events that are being written.
///
/// Each consumer has an [Account]. When the sum exceeds the budget, the largest accounts are
/// dropped until there is room again. Amounts are estimates of heap bytes.
public final class MemoryBudget {
  /// The budget is the heap divided by this. The rest is for the JVM, the control plane and
  /// short-lived objects.
  private static final int HEAP_PARTS = 5;

  /// Events that are being written may hold the budget divided by this.
  private static final int WRITE_PARTS = 4;

  /// After dropping accounts, the budget divided by this is free, so that the next byte does not
  /// drop again.
  private static final int FREE_PARTS = 8;

  private final long bytesMax;
  private final AtomicLong heldBytes = new AtomicLong();
  private final Set<Account> accounts = ConcurrentHashMap.newKeySet();
  private final ReentrantLock relief = new ReentrantLock();
  private final ByteSemaphore writes;

  /// @param bytesMax limit of all accounts together
  public MemoryBudget(long bytesMax) {
    this.bytesMax = bytesMax;
    this.writes = new ByteSemaphore(bytesMax / WRITE_PARTS);
  }

  /// Returns a budget that is a fixed part of the largest heap of this process.
  public static MemoryBudget ofHeap() {
    return new MemoryBudget(Runtime.getRuntime().maxMemory() / HEAP_PARTS);
  }

  /// Returns an account without a bound, for callers that serve no network clients.
  public static Account unlimited() {
    return new MemoryBudget(Long.MAX_VALUE).open(() -> {});
  }

  /// @param drop ends the consumer; called at most once, on any thread, and must not block
  public Account open(Runnable drop) {
    var account = new Account(drop);
    accounts.add(account);
    return account;
  }

  /// Bytes of all open accounts.
  public long heldBytes() {
    return heldBytes.get();
  }

  private void relieve() {
    if (heldBytes.get() <= bytesMax || !relief.tryLock()) {
      return;
    }
    try {
      while (heldBytes.get() > bytesMax - bytesMax / FREE_PARTS) {
        var largest = largest();
        if (largest == null) {
          return;
        }
        largest.drop();
      }
    } finally {
      relief.unlock();
    }
  }

  private @Nullable Account largest() {
    return accounts.stream()
        .filter(account -> account.bytes() > 0)
        .max(Comparator.comparingLong(Account::bytes))
        .orElse(null);
  }

  /// The memory of one consumer. Safe for use by many threads.
  public final class Account {
    private final Runnable drop;
    private long bytes;
    private boolean ended;

    private Account(Runnable drop) {
      this.drop = drop;
    }

    /// Adds memory that this consumer holds. May drop this or another consumer.
    public void hold(long more) {
      synchronized (this) {
        if (ended) {
          return;
        }
        bytes += more;
      }
      if (heldBytes.addAndGet(more) > bytesMax) {
        relieve();
      }
    }

    /// Releases bytes that [#hold] counted.
    public void release(long fewer) {
      synchronized (this) {
        if (ended) {
          return;
        }
        bytes -= fewer;
      }
      heldBytes.addAndGet(-fewer);
    }

    /// Counts an event that is being written. Waits while such events of the whole process use up
    /// their part of the budget.
    ///
    /// @return releases the bytes; called once
    public Runnable holdWrite(long more) {
      var place = writes.acquire(more);
      hold(more);
      return () -> {
        release(more);
        place.run();
      };
    }

    public synchronized long bytes() {
      return bytes;
    }

    /// Ends the account and releases its bytes. May be called twice.
    public void close() {
      long freed;
      synchronized (this) {
        freed = bytes;
        bytes = 0;
        ended = true;
      }
      accounts.remove(this);
      heldBytes.addAndGet(-freed);
    }

    private void drop() {
      close();
      drop.run();
    }
  }
}
