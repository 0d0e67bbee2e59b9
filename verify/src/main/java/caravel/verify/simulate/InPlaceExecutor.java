package caravel.verify.simulate;

import java.util.List;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;

/// Runs each task at once on the submitting thread, so that a simulation never depends on thread
/// scheduling.
final class InPlaceExecutor extends AbstractExecutorService {
  private final Runnable before;
  private final Runnable after;
  private boolean isShutdown;

  InPlaceExecutor() {
    this(() -> {}, () -> {});
  }

  /// @param before runs before each task; its exception skips the task
  /// @param after runs after each task; its exception is thrown to the submitter
  InPlaceExecutor(Runnable before, Runnable after) {
    this.before = before;
    this.after = after;
  }

  @Override
  public void execute(Runnable task) {
    if (isShutdown) {
      throw new RejectedExecutionException("the executor is closed");
    }
    before.run();
    task.run();
    after.run();
  }

  @Override
  public void shutdown() {
    isShutdown = true;
  }

  @Override
  public List<Runnable> shutdownNow() {
    shutdown();
    return List.of();
  }

  @Override
  public boolean isShutdown() {
    return isShutdown;
  }

  @Override
  public boolean isTerminated() {
    return isShutdown;
  }

  @Override
  public boolean awaitTermination(long timeout, TimeUnit unit) {
    return isShutdown;
  }
}
