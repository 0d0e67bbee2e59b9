package caravel.engine.failure;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Handles failures of long-lived loops and timers. The loop continues after an ordinary failure.
/// The process ends after a virtual machine error, because a stopped loop would leave relays that
/// accept messages and never answer.
///
/// Safe for use by many threads.
public final class FailureHandler {
  /// Logs failures and never ends the process. For embedded use and tests.
  public static final FailureHandler WITHOUT_EXIT = new FailureHandler(() -> {});

  private static final Logger LOG = LoggerFactory.getLogger(FailureHandler.class);

  private final Runnable endProcess;

  /// @param endProcess must not depend on memory, locks or other threads, for example
  ///   [Runtime#halt(int)]
  public FailureHandler(Runnable endProcess) {
    this.endProcess = endProcess;
  }

  /// Never throws.
  ///
  /// @param what names the loop or timer, as the subject of a sentence
  public void handle(String what, Throwable failure) {
    boolean fatal = isFatal(failure);
    try {
      LOG.error(fatal ? "{} failed; the process ends" : "{} failed and goes on", what, failure);
    } catch (Throwable unlogged) {
      fatal |= isFatal(unlogged);
    }
    if (fatal) {
      endProcess.run();
    }
  }

  /// Wraps the task of a timer: everything it throws is handled, so that the timer runs it again.
  public Runnable guard(String what, Runnable task) {
    return () -> {
      try {
        task.run();
      } catch (Throwable failure) {
        handle(what, failure);
      }
    };
  }

  /// Whether the state of the process is in doubt: out of memory or threads, or an internal error.
  /// A stack overflow is not fatal, because unwinding the stack ends it.
  private static boolean isFatal(Throwable failure) {
    return failure instanceof VirtualMachineError && !(failure instanceof StackOverflowError);
  }
}
