package caravel.control.http;

import caravel.control.auth.Authenticator.AuthResult;
import caravel.control.problem.Problem;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The open streaming responses. Limited for the process, for each key and for each address. They
/// end with their token and with the program.
final class OpenStreams {
  static final int STREAMS_MAX = 5_000;
  static final int STREAMS_PER_KEY_MAX = 20;
  static final int STREAMS_PER_ADDRESS_MAX = 200;

  /// Longest life of a stream with a token for one request. A session's stream ends with its
  /// session.
  static final Duration LIFE_MAX = Duration.ofMinutes(30);

  private static final Duration TRY_AGAIN = Duration.ofSeconds(30);
  private static final Logger LOG = LoggerFactory.getLogger(OpenStreams.class);

  private record Opened(AuthResult.Accepted by, String address) {}

  private final InstantSource clock;

  /// By the writing thread. Guarded by itself.
  private final Map<Thread, Opened> open = new HashMap<>();

  private boolean closed;

  OpenStreams(InstantSource clock) {
    this.clock = clock;
  }

  /// Wraps a response so that it counts from its first byte to its last. Throws a
  /// [ProblemException] before the first byte if there are too many.
  Response.Streamed bounded(Response.Streamed streamed, AuthResult.Accepted by, String address) {
    return new Response.Streamed(
        streamed.contentType(),
        streamed.fileName(),
        out -> run(streamed.body(), new Opened(by, address), out));
  }

  /// Ends the streams of this token.
  void end(AuthResult.Token token) {
    synchronized (open) {
      open.forEach((thread, opened) -> {
        if (opened.by().token().eventId().equals(token.eventId())) {
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

  private void run(Response.Body body, Opened opened, OutputStream out) throws IOException {
    synchronized (open) {
      if (closed) {
        return;
      }
      refuseTooMany(opened);
      open.put(Thread.currentThread(), opened);
    }
    try {
      body.writeTo(new UntilExpiry(out, clock, expiry(opened.by().token())));
    } catch (InterruptedException stop) {
      LOG.debug("a stream was ended", stop);
    } finally {
      synchronized (open) {
        open.remove(Thread.currentThread());
      }
    }
  }

  private void refuseTooMany(Opened opened) {
    var ofKey = 0;
    var ofAddress = 0;
    for (var other : open.values()) {
      ofKey += other.by().caller().pubkey().equals(opened.by().caller().pubkey()) ? 1 : 0;
      ofAddress += other.address().equals(opened.address()) ? 1 : 0;
    }
    if (open.size() >= STREAMS_MAX
        || ofKey >= STREAMS_PER_KEY_MAX
        || ofAddress >= STREAMS_PER_ADDRESS_MAX) {
      throw new Problem.TooMany(TRY_AGAIN).asException();
    }
  }

  private Instant expiry(AuthResult.Token token) {
    return token.session()
        ? Instant.ofEpochSecond(token.expiresAt())
        : clock.instant().plus(LIFE_MAX);
  }

  /// Refuses to write after an instant. A stream writes regular heartbeats, so it ends soon after.
  private static final class UntilExpiry extends FilterOutputStream {
    private final InstantSource clock;
    private final Instant expiry;

    UntilExpiry(OutputStream out, InstantSource clock, Instant expiry) {
      super(out);
      this.clock = clock;
      this.expiry = expiry;
    }

    @Override
    public void write(int value) throws IOException {
      refuseExpired();
      out.write(value);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      refuseExpired();
      out.write(bytes, offset, length);
    }

    private void refuseExpired() throws IOException {
      if (clock.instant().isAfter(expiry)) {
        throw new IOException("the sign-in of this stream has expired");
      }
    }
  }
}
