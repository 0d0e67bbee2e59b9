package caravel.engine.session;

import caravel.engine.policy.Rules.Verdict;
import caravel.nostr.Event;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;

/// Admits all waiting join requests together, to write few member lists for many joins.
final class JoinBatch {
  /// Most joins in one member list.
  private static final int TOGETHER_MAX = 1_024;

  private final ReentrantLock lock;
  private final Function<List<Event>, List<Verdict>> decide;
  private final Queue<Join> waiting = new ConcurrentLinkedQueue<>();

  /// A waiting request and its result.
  private record Join(Event request, CompletableFuture<Verdict> answer) {}

  /// @param lock held while `decide` runs
  /// @param decide decides about the requests, one verdict each, and admits their authors
  JoinBatch(ReentrantLock lock, Function<List<Event>, List<Verdict>> decide) {
    this.lock = lock;
    this.decide = decide;
  }

  /// Waits until this request is decided, by this thread or by one that held the lock before.
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
    } catch (Throwable broken) {
      // Catches an Error as well: an unanswered join would keep its thread and the lock for ever.
      together.forEach(join -> join.answer().completeExceptionally(broken));
    }
  }

  /// Waits for the result, and rethrows a failure unchanged.
  static <T> T settled(CompletableFuture<T> future) {
    try {
      return future.join();
    } catch (CompletionException failed) {
      throw failed.getCause() instanceof RuntimeException why ? why : failed;
    }
  }
}
