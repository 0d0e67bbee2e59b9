package caravel.control.hosting.zooid;

import caravel.nostr.Nip98;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.eclipse.jetty.client.HttpClient;
import org.eclipse.jetty.client.InputStreamResponseListener;
import org.eclipse.jetty.client.OutputStreamRequestContent;
import org.eclipse.jetty.client.Request;
import org.eclipse.jetty.client.Response;

/// Requests to the engine's API whose bodies are too large for memory. Both directions hold one
/// part and wait for the slower side.
final class EngineStreams {
  private static final Duration ANSWER_WAIT = Duration.ofSeconds(60);
  private static final int ANSWER_BYTES_MAX = 1024 * 1024;
  private static final int PART_BYTES = 64 * 1024;

  private final ZooidSettings settings;
  private final HttpClient http;
  private final InstantSource clock;

  EngineStreams(ZooidSettings settings, HttpClient http, InstantSource clock) {
    this.settings = settings;
    this.http = http;
    this.clock = clock;
  }

  /// The start of an answer.
  sealed interface Opened {
    /// An answer with status 200.
    ///
    /// @param body must be closed
    record Body(InputStream body) implements Opened {}

    /// Another answer, or none.
    record Refused(ZooidReply reply) implements Opened {}
  }

  /// Sends a GET.
  ///
  /// @param query with its question mark; `""` = none
  Opened open(String path, String query) {
    var listener = new InputStreamResponseListener();
    request("GET", path, query).send(listener);
    try {
      var response = listener.get(ANSWER_WAIT.toMillis(), TimeUnit.MILLISECONDS);
      return response.getStatus() == 200
          ? new Opened.Body(listener.getInputStream())
          : new Opened.Refused(reply(response, listener));
    } catch (ExecutionException failed) {
      return new Opened.Refused(new ZooidReply.Lost(Calls.reason(cause(failed))));
    } catch (TimeoutException | IOException _) {
      return new Opened.Refused(new ZooidReply.Lost("no answer in time"));
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      return new Opened.Refused(new ZooidReply.Lost("interrupted"));
    }
  }

  /// Sends a body and waits for the answer.
  ///
  /// @throws IOException when the body cannot be read
  ZooidReply send(String method, String path, String type, InputStream body) throws IOException {
    var listener = new InputStreamResponseListener();
    var content = new OutputStreamRequestContent(type);
    var request = request(method, path, "").body(content);
    request.send(listener);
    try {
      if (!write(body, content.getOutputStream())) {
        return new ZooidReply.Lost("the host ended the request early");
      }
    } catch (IOException | RuntimeException failed) {
      var _ = request.abort(failed);
      throw failed;
    }
    try {
      return reply(listener.get(ANSWER_WAIT.toMillis(), TimeUnit.MILLISECONDS), listener);
    } catch (ExecutionException failed) {
      return new ZooidReply.Lost(Calls.reason(cause(failed)));
    } catch (TimeoutException _) {
      return new ZooidReply.Lost("no answer in time", true);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      return new ZooidReply.Lost("interrupted");
    }
  }

  /// @return false = the host takes no more
  private static boolean write(InputStream body, OutputStream out) throws IOException {
    var part = new byte[PART_BYTES];
    for (int read = body.read(part); read >= 0; read = body.read(part)) {
      try {
        out.write(part, 0, read);
      } catch (IOException _) {
        return false;
      }
    }
    try {
      out.close();
      return true;
    } catch (IOException _) {
      return false;
    }
  }

  /// Passes a body on, and closes it.
  ///
  /// @return false = the host ended it early
  /// @throws IOException when `out` fails
  static boolean copy(InputStream body, OutputStream out) throws IOException {
    var part = new byte[PART_BYTES];
    try {
      while (true) {
        int read;
        try {
          read = body.read(part);
        } catch (IOException cut) {
          return false;
        }
        if (read < 0) {
          return true;
        }
        out.write(part, 0, read);
      }
    } finally {
      close(body);
    }
  }

  static void close(InputStream body) {
    try {
      body.close();
    } catch (IOException _) {
      // The response is ended either way.
    }
  }

  private Request request(String method, String path, String query) {
    var url = settings.apiUrl() + path;
    var token =
        Nip98.token(settings.apiSecret(), url, method, null, clock.instant().getEpochSecond());
    return http.newRequest(URI.create(url + query))
        .method(method)
        .followRedirects(false)
        .headers(headers -> headers.put("Authorization", token));
  }

  private static ZooidReply.Answer reply(Response response, InputStreamResponseListener listener)
      throws IOException {
    try (var body = listener.getInputStream()) {
      var text = new String(body.readNBytes(ANSWER_BYTES_MAX), StandardCharsets.UTF_8);
      return new ZooidReply.Answer(response.getStatus(), text);
    }
  }

  private static Throwable cause(ExecutionException failed) {
    return failed.getCause() == null ? failed : failed.getCause();
  }
}
