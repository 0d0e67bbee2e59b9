package caravel.engine.session;

import caravel.engine.policy.Verdict;
import caravel.nostr.Event;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;

/// Those who ask to join at the same moment, let in together: a crowd costs a few member lists, not
/// one each.
final class Joins {
  /// Joins that go into one member list.
  private static final int TOGETHER_MAX = 256;

  private final ReentrantLock lock;
  private final Function<List<Event>, List<Verdict>> decide;
  private final Queue<Join> waiting = new ConcurrentLinkedQueue<>();

  /// One who waits for his answer.
  private record Join(Event request, CompletableFuture<Verdict> answer) {}

  /// @param lock held while `decide` runs
  /// @param decide carries requests out, one verdict each
  Joins(ReentrantLock lock, Function<List<Event>, List<Verdict>> decide) {
    this.lock = lock;
    this.decide = decide;
  }

  /// Waits until this one is decided, by whoever holds the lock.
  Verdict join(Event request) {
    var join = new Join(request, new CompletableFuture<>());
    waiting.add(join);
    lock.lock();
    try {
      while (!join.answer().isDone()) {
        joinTogether();
      }
    } finally {
      lock.unlock();
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
    } catch (RuntimeException broken) {
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
