package caravel.control.http;

import caravel.control.auth.SignIn;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Answers that go on until somebody ends them: bounded in number, ended with the sign-in they were
/// opened by, and at the end of the program.
final class OpenStreams {
  static final int STREAMS_MAX = 5_000;
  static final int STREAMS_PER_KEY_MAX = 20;
  private static final Duration TRY_AGAIN = Duration.ofSeconds(30);
  private static final Logger LOG = LoggerFactory.getLogger(OpenStreams.class);

  private final Map<Thread, SignIn.Accepted> open = new HashMap<>();
  private boolean closed;

  /// The same answer, which counts while its body is written.
  ///
  /// @throws ProblemException where there are too many
  Response.Streamed bounded(Response.Streamed streamed, SignIn.Accepted by) {
    admit(by);
    return new Response.Streamed(streamed.contentType(), out -> run(streamed.body(), by, out));
  }

  /// Ends what was opened by this token.
  void end(SignIn.Token token) {
    synchronized (open) {
      open.forEach((thread, by) -> {
        if (by.token().eventId().equals(token.eventId())) {
          thread.interrupt();
        }
      });
    }
  }

  void close() {
    synchronized (open) {
      closed = true;
      open.keySet().forEach(Thread::interrupt);
    }
  }

  private void admit(SignIn.Accepted by) {
    synchronized (open) {
      var own =
          open.values().stream()
              .filter(other -> other.caller().pubkey().equals(by.caller().pubkey()))
              .count();
      if (open.size() >= STREAMS_MAX || own >= STREAMS_PER_KEY_MAX) {
        throw new Problem.TooMany(TRY_AGAIN).asException();
      }
    }
  }

  private void run(Response.Body body, SignIn.Accepted by, OutputStream out) throws IOException {
    synchronized (open) {
      if (closed) {
        return;
      }
      open.put(Thread.currentThread(), by);
    }
    try {
      body.writeTo(out);
    } catch (InterruptedException stop) {
      LOG.debug("a stream was ended", stop);
    } finally {
      synchronized (open) {
        open.remove(Thread.currentThread());
      }
    }
  }
}
