package caravel.control.hosting.zooid;

import caravel.control.hosting.EventArchive.ExportResult;
import caravel.control.hosting.EventArchive.ImportResult;
import caravel.control.hosting.EventArchive.LineProblem;
import caravel.control.hosting.RelaySpec;
import caravel.nostr.Nip98;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.eclipse.jetty.client.HttpClient;
import org.eclipse.jetty.client.InputStreamResponseListener;
import org.eclipse.jetty.client.OutputStreamRequestContent;
import org.eclipse.jetty.client.Request;
import org.eclipse.jetty.client.Response;

/// The routes of the engine that export and import events (`/relay/{id}/events`). A stock zooid
/// does not have them.
final class EngineEvents {
  private static final String TYPE = "application/x-ndjson";

  /// A cursor after every event.
  private static final String END = "17179869183-" + "0".repeat(64);

  private static final Duration ANSWER_WAIT = Duration.ofSeconds(60);
  private static final int ANSWER_BYTES_MAX = 1024 * 1024;
  private static final int PART_BYTES = 64 * 1024;

  private final ZooidSettings settings;
  private final HttpClient http;
  private final InstantSource clock;

  EngineEvents(ZooidSettings settings, HttpClient http, InstantSource clock) {
    this.settings = settings;
    this.http = http;
    this.clock = clock;
  }

  /// Whether the host has the routes, or why no one knows.
  sealed interface Support {
    record Present() implements Support {}

    record Absent() implements Support {}

    record Unknown(String why) implements Support {}
  }

  /// Asks for the events after the last possible one.
  Support probe(RelaySpec spec) {
    return switch (open(spec, END)) {
      case Opened.Events events -> {
        close(events.body());
        yield new Support.Present();
      }
      case Opened.NoRoute() -> new Support.Absent();
      case Opened.Failed(var why) -> new Support.Unknown(why);
    };
  }

  /// The start of an export.
  private sealed interface Opened {
    record Events(InputStream body) implements Opened {}

    record NoRoute() implements Opened {}

    record Failed(String why) implements Opened {}
  }

  ExportResult exportEvents(RelaySpec spec, String after, OutputStream out) throws IOException {
    return switch (open(spec, after)) {
      case Opened.Events(var body) -> copy(body, out);
      case Opened.NoRoute() -> new ExportResult.Unknown("the host has no route for exports");
      case Opened.Failed(var why) -> new ExportResult.Unknown(why);
    };
  }

  private Opened open(RelaySpec spec, String after) {
    var listener = new InputStreamResponseListener();
    request("GET", spec, after.isEmpty() ? "" : "?after=" + after).send(listener);
    try {
      var response = listener.get(ANSWER_WAIT.toMillis(), TimeUnit.MILLISECONDS);
      if (response.getStatus() == 200) {
        return new Opened.Events(listener.getInputStream());
      }
      return failed(verdict(response, listener));
    } catch (ExecutionException failed) {
      return new Opened.Failed(Calls.reason(cause(failed)));
    } catch (TimeoutException | IOException _) {
      return new Opened.Failed("no answer in time");
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      return new Opened.Failed("interrupted");
    }
  }

  private static Opened failed(ZooidVerdict verdict) {
    return switch (verdict) {
      case ZooidVerdict.NoSuchRoute() -> new Opened.NoRoute();
      case ZooidVerdict.Absent() -> new Opened.Failed("the host does not know the relay");
      case ZooidVerdict.Refused(var sentence) -> new Opened.Failed(sentence);
      case ZooidVerdict.Unknown(var why) -> new Opened.Failed(why);
      case ZooidVerdict.Done(), ZooidVerdict.Exists() ->
          new Opened.Failed("the host contradicts itself");
    };
  }

  /// Passes bytes on. A failure of the host is a result; a failure of `out` is thrown, and ends the
  /// host's response.
  private static ExportResult copy(InputStream body, OutputStream out) throws IOException {
    var part = new byte[PART_BYTES];
    try {
      while (true) {
        int read;
        try {
          read = body.read(part);
        } catch (IOException cut) {
          return new ExportResult.Unknown("the host ended the export early");
        }
        if (read < 0) {
          return new ExportResult.Complete();
        }
        out.write(part, 0, read);
      }
    } finally {
      close(body);
    }
  }

  /// The caller has probed the route.
  ImportResult importEvents(RelaySpec spec, InputStream lines) throws IOException {
    var listener = new InputStreamResponseListener();
    var content = new OutputStreamRequestContent(TYPE);
    var request = request("POST", spec, "").body(content);
    request.send(listener);
    try {
      if (!send(lines, content.getOutputStream())) {
        return new ImportResult.Unknown("the host ended the import early");
      }
    } catch (IOException | RuntimeException failed) {
      var _ = request.abort(failed);
      throw failed;
    }
    try {
      var response = listener.get(ANSWER_WAIT.toMillis(), TimeUnit.MILLISECONDS);
      var reply = reply(response, listener);
      return response.getStatus() == 200
          ? result(reply)
          : new ImportResult.Unknown(why(ZooidVerdict.of(reply, List.of())));
    } catch (ExecutionException failed) {
      return new ImportResult.Unknown(Calls.reason(cause(failed)));
    } catch (TimeoutException _) {
      return new ImportResult.Unknown("no answer in time");
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      return new ImportResult.Unknown("interrupted");
    }
  }

  /// @return false = the host takes no more
  private static boolean send(InputStream lines, OutputStream out) throws IOException {
    var part = new byte[PART_BYTES];
    for (int read = lines.read(part); read >= 0; read = lines.read(part)) {
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

  private static String why(ZooidVerdict verdict) {
    return failed(verdict) instanceof Opened.Failed(var why) ? why : "the host has no such route";
  }

  private static ImportResult result(ZooidReply.Answer reply) {
    var json = reply.json();
    if (!json.path("imported").isNumber() || !json.path("problems").isArray()) {
      return new ImportResult.Unknown("what answers does not speak the engine's API");
    }
    var problems = new ArrayList<LineProblem>();
    for (var problem : json.path("problems")) {
      problems.add(
          new LineProblem(
              problem.path("line").asLong(),
              problem.path("event_id").asString(""),
              problem.path("message").asString("")));
    }
    return new ImportResult.Complete(
        json.path("imported").asLong(),
        json.path("known").asLong(),
        json.path("invalid").asLong(),
        problems);
  }

  private Request request(String method, RelaySpec spec, String query) {
    var url = settings.apiUrl() + "/relay/" + spec.identity().id() + "/events";
    var token =
        Nip98.token(settings.apiSecret(), url, method, null, clock.instant().getEpochSecond());
    return http.newRequest(URI.create(url + query))
        .method(method)
        .followRedirects(false)
        .headers(headers -> headers.put("Authorization", token));
  }

  private static ZooidVerdict verdict(Response response, InputStreamResponseListener listener)
      throws IOException {
    return ZooidVerdict.of(reply(response, listener), List.of());
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

  private static void close(InputStream body) {
    try {
      body.close();
    } catch (IOException _) {
      // The response is ended either way.
    }
  }
}
