package caravel.engine.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import caravel.engine.failure.FailureHandler;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import org.hamcrest.Matchers;
import org.junit.jupiter.api.Test;

/// B1: a relay's loop continues after an Error, or the process ends.
final class LoopFailureTest {
  @Test
  void b1_answers_go_on_after_an_error() {
    var answered = new CountDownLatch(1);
    var executor = new SerialExecutor(FailureHandler.WITHOUT_EXIT, () -> {});
    executor.submit(() -> {
      throw new AssertionError("test");
    });
    executor.submit(answered::countDown);
    await().until(() -> answered.getCount() == 0);
  }

  @Test
  void b1_the_process_ends_when_an_answer_runs_out_of_memory() {
    var ends = new AtomicInteger();
    var executor = new SerialExecutor(new FailureHandler(ends::incrementAndGet), () -> {});
    executor.submit(() -> {
      throw new OutOfMemoryError("test");
    });
    await().untilAtomic(ends, Matchers.is(1));
    executor.submit(() -> {
      throw new StackOverflowError("test");
    });
    executor.submit(() -> {
      throw new InternalError("test");
    });
    await().untilAtomic(ends, Matchers.is(2));
  }

  @Test
  void b1_a_join_that_fails_with_an_error_is_answered_and_frees_the_lock() {
    var lock = new ReentrantLock();
    var joinBatch =
        new JoinBatch(
            lock,
            _ -> {
              throw new AssertionError("test");
            });
    var joining =
        Thread.ofPlatform()
            .unstarted(() ->
                assertThatThrownBy(() -> joinBatch.join(TestRelay.join(TestRelay.MALLORY)))
                    .isInstanceOf(CompletionException.class));
    var failures = new AtomicInteger();
    joining.setUncaughtExceptionHandler((_, _) -> failures.incrementAndGet());
    joining.start();
    await().until(() -> !joining.isAlive());
    assertThat(failures).hasValue(0);
    assertThat(lock.isLocked()).isFalse();
  }

  @Test
  void b1_a_timer_runs_again_after_an_error() {
    var runs = new AtomicInteger();
    var task =
        FailureHandler.WITHOUT_EXIT.guard(
            "a test",
            () -> {
              runs.incrementAndGet();
              throw new AssertionError("test");
            });
    task.run();
    task.run();
    assertThat(runs).hasValue(2);
  }
}
