package caravel.engine.session;

import caravel.engine.policy.Rules.Verdict;
import caravel.nostr.Event;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.function.LongSupplier;

/// Those who ask to join at the same moment, let in together: a crowd costs a few member lists, not
/// one each.
final class JoinBatch {
  /// Joins that go into one member list.
  private static final int TOGETHER_MAX = 1_024;

  private final ReentrantLock lock;
  private final Function<List<Event>, List<Verdict>> decide;
  private final LongSupplier pauseNanos;
  private final Condition decided;
  private final Queue<Join> waiting = new ConcurrentLinkedQueue<>();

  /// One who waits for his answer.
  private record Join(Event request, CompletableFuture<Verdict> answer) {}

  /// @param lock held while `decide` runs
  /// @param decide carries requests out, one verdict each
  /// @param pauseNanos how long to wait before the next ones are let in, without the lock; 0 or
  ///   less = not at all
  JoinBatch(
      ReentrantLock lock, Function<List<Event>, List<Verdict>> decide, LongSupplier pauseNanos) {
    this.lock = lock;
    this.decide = decide;
    this.pauseNanos = pauseNanos;
    this.decided = lock.newCondition();
  }

  /// Waits until this one is decided, by whoever holds the lock.
  Verdict join(Event request) {
    var join = new Join(request, new CompletableFuture<>());
    waiting.add(join);
    boolean interrupted = false;
    lock.lock();
    try {
      while (!join.answer().isDone()) {
        long nanos = interrupted ? 0 : pauseNanos.getAsLong();
        if (nanos <= 0) {
          joinTogether();
          decided.signalAll();
          continue;
        }
        try {
          var _ = decided.awaitNanos(nanos);
        } catch (InterruptedException _) {
          interrupted = true;
        }
      }
    } finally {
      lock.unlock();
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
    return settled(join.answer());
  }

  private void joinTogether() {
    var together = new ArrayList<Join>();
    for (var next = waiting.poll();
        next != null && together.size() < TOGETHER_MAX;
        next = together.size() < TOGETHER_MAX ? waiting.poll() : null) {
      together.add(next);
    }
    try {
      var verdicts = decide.apply(together.stream().map(Join::request).toList());
      for (int i = 0; i < together.size(); i++) {
        together.get(i).answer().complete(verdicts.get(i));
      }
    } catch (Throwable broken) {
      // An Error as well: a join that is never answered would keep its thread and the lock for
      // ever.
      together.forEach(join -> join.answer().completeExceptionally(broken));
    }
  }

  /// Waits, and throws what went wrong as it was thrown.
  static <T> T settled(CompletableFuture<T> future) {
    try {
      return future.join();
    } catch (CompletionException failed) {
      throw failed.getCause() instanceof RuntimeException why ? why : failed;
    }
  }
}
