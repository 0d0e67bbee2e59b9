package caravel.engine.store;

import caravel.engine.store.EventStore.StoreException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// A log in memory. Tests hold back durability, refuse appends, and crash.
///
/// Safe for use by many threads.
public final class MemoryCommitLog implements CommitLog {
  private record Entry(Commit commit, Runnable durable) {}

  private final ReentrantLock lock = new ReentrantLock();

  /// Held while callbacks run, so that they run in order.
  private final ReentrantLock calling = new ReentrantLock();

  // Guarded by the lock.
  private final ArrayDeque<Entry> waiting = new ArrayDeque<>();
  private final List<Commit> durable = new ArrayList<>();
  private final Map<String, List<Commit>> unapplied = new HashMap<>();
  private final Set<String> due = new HashSet<>();
  private final List<String> erased = new ArrayList<>();
  private final Set<String> heldSchemas = new HashSet<>();
  private boolean isHeld;
  private @Nullable Throwable failure;
  private @Nullable CountDownLatch blocked;
  private long appends;

  @Override
  public void append(Commit commit, Runnable callback) {
    awaitUnblocked();
    lock.lock();
    try {
      switch (failure) {
        case null -> {}
        case RuntimeException refused -> throw refused;
        case Error broken -> throw broken;
        default -> throw new AssertionError(failure);
      }
      appends++;
      waiting.add(new Entry(commit, callback));
      if (isHeld) {
        return;
      }
    } finally {
      lock.unlock();
    }
    makeDurable(Integer.MAX_VALUE);
  }

  private void awaitUnblocked() {
    CountDownLatch latch;
    lock.lock();
    try {
      latch = blocked;
    } finally {
      lock.unlock();
    }
    if (latch != null) {
      try {
        latch.await();
      } catch (InterruptedException interrupted) {
        throw new AssertionError(interrupted);
      }
    }
  }

  /// Makes the first commits that wait durable.
  ///
  /// @return how many
  int makeDurable(int max) {
    calling.lock();
    try {
      int made = 0;
      for (var next = poll(); next != null; next = made < max ? poll() : null) {
        next.durable().run();
        made++;
      }
      return made;
    } finally {
      calling.unlock();
    }
  }

  private @Nullable Entry poll() {
    lock.lock();
    try {
      for (var next : waiting) {
        if (!heldSchemas.contains(next.commit().schema())) {
          waiting.remove(next);
          durable.add(next.commit());
          return next;
        }
      }
      return null;
    } finally {
      lock.unlock();
    }
  }

  /// From now on commits wait for [#makeDurable] or [#release].
  void hold() {
    lock.lock();
    try {
      isHeld = true;
    } finally {
      lock.unlock();
    }
  }

  /// The commits of one relay are not durable until the result is closed.
  public AutoCloseable hold(String schema) {
    lock.lock();
    try {
      heldSchemas.add(schema);
    } finally {
      lock.unlock();
    }
    return () -> {
      lock.lock();
      try {
        heldSchemas.remove(schema);
      } finally {
        lock.unlock();
      }
      makeDurable(Integer.MAX_VALUE);
    };
  }

  void release() {
    lock.lock();
    try {
      isHeld = false;
    } finally {
      lock.unlock();
    }
    makeDurable(Integer.MAX_VALUE);
  }

  /// Appends block until the result is closed, so that jobs pile up.
  AutoCloseable block() {
    var latch = new CountDownLatch(1);
    lock.lock();
    try {
      blocked = latch;
    } finally {
      lock.unlock();
    }
    return () -> {
      lock.lock();
      try {
        blocked = null;
      } finally {
        lock.unlock();
      }
      latch.countDown();
    };
  }

  /// Appends fail for lack of room.
  void refuse() {
    failWith(new StoreException("the log has no room"));
  }

  /// @param with null = appends succeed again
  void failWith(@Nullable Throwable with) {
    lock.lock();
    try {
      failure = with;
    } finally {
      lock.unlock();
    }
  }

  void setDue(String schema) {
    lock.lock();
    try {
      due.add(schema);
    } finally {
      lock.unlock();
    }
  }

  /// Commits that wait to become durable.
  int waiting() {
    lock.lock();
    try {
      return waiting.size();
    } finally {
      lock.unlock();
    }
  }

  long appends() {
    lock.lock();
    try {
      return appends;
    } finally {
      lock.unlock();
    }
  }

  /// Durable commits that no file is known to have.
  List<Commit> needed() {
    lock.lock();
    try {
      return List.copyOf(durable);
    } finally {
      lock.unlock();
    }
  }

  List<String> erased() {
    lock.lock();
    try {
      return List.copyOf(erased);
    } finally {
      lock.unlock();
    }
  }

  /// The log as the next start of the program finds it: only what is durable.
  MemoryCommitLog crash() {
    var next = new MemoryCommitLog();
    for (var commit : needed()) {
      var read = copy(commit);
      next.durable.add(read);
      next.unapplied.computeIfAbsent(commit.schema(), _ -> new ArrayList<>()).add(read);
      next.due.add(commit.schema());
    }
    return next;
  }

  private static Commit copy(Commit commit) {
    try {
      var bytes = new ByteArrayOutputStream();
      CommitCodec.write(new DataOutputStream(bytes), commit);
      return CommitCodec.read(new DataInputStream(new ByteArrayInputStream(bytes.toByteArray())));
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  @Override
  public List<Commit> takeUnapplied(String schema) {
    lock.lock();
    try {
      var taken = unapplied.remove(schema);
      return taken == null ? List.of() : taken;
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void applied(String schema, FilePosition position) {
    lock.lock();
    try {
      var own = durable.stream().filter(commit -> commit.schema().equals(schema)).toList();
      var timelines = own.stream().map(MemoryCommitLog::timeline).toList();
      // A position of an unknown timeline may be older than all commits here.
      int first = timelines.indexOf(position.timeline());
      for (int i = 0; i < own.size(); i++) {
        boolean same = timelines.get(i) == position.timeline();
        if (same ? own.get(i).position().seq() <= position.seq() : i < first) {
          durable.remove(own.get(i));
        }
      }
      if (durable.stream().noneMatch(commit -> commit.schema().equals(schema))) {
        due.remove(schema);
      }
    } finally {
      lock.unlock();
    }
  }

  private static long timeline(Commit commit) {
    return commit.position().timeline();
  }

  @Override
  public void erased(String schema) {
    lock.lock();
    try {
      durable.removeIf(commit -> commit.schema().equals(schema));
      unapplied.remove(schema);
      due.remove(schema);
      erased.add(schema);
    } finally {
      lock.unlock();
    }
  }

  @Override
  public Set<String> due() {
    lock.lock();
    try {
      return Set.copyOf(due);
    } finally {
      lock.unlock();
    }
  }
}
