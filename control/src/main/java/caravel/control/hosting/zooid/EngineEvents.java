package caravel.control.hosting.zooid;

import caravel.control.hosting.EventArchive.ExportResult;
import caravel.control.hosting.EventArchive.ImportResult;
import caravel.control.hosting.EventArchive.LineProblem;
import caravel.control.hosting.RelaySpec;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;

/// The routes of the engine that export and import events (`/relay/{id}/events`). A stock zooid
/// does not have them.
final class EngineEvents {
  private static final String TYPE = "application/x-ndjson";

  /// A cursor after every event.
  private static final String END = "17179869183-" + "0".repeat(64);

  private final EngineStreams streams;

  EngineEvents(EngineStreams streams) {
    this.streams = streams;
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
        EngineStreams.close(events.body());
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
    return switch (streams.open(path(spec), after.isEmpty() ? "" : "?after=" + after)) {
      case EngineStreams.Opened.Body(var body) -> new Opened.Events(body);
      case EngineStreams.Opened.Refused(var reply) -> failed(ZooidVerdict.of(reply, List.of()));
    };
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

  private static ExportResult copy(InputStream body, OutputStream out) throws IOException {
    return EngineStreams.copy(body, out)
        ? new ExportResult.Complete()
        : new ExportResult.Unknown("the host ended the export early");
  }

  /// The caller has probed the route.
  ImportResult importEvents(RelaySpec spec, InputStream lines) throws IOException {
    return switch (streams.send("POST", path(spec), TYPE, lines)) {
      case ZooidReply.Answer reply when reply.status() == 200 -> result(reply);
      case ZooidReply reply -> new ImportResult.Unknown(why(ZooidVerdict.of(reply, List.of())));
    };
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

  private static String path(RelaySpec spec) {
    return "/relay/" + spec.identity().id() + "/events";
  }
}
