package caravel.engine.http;

import caravel.engine.session.LiveRelay;
import caravel.engine.session.RelayFigures;
import caravel.nostr.Json;
import java.io.IOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.node.ObjectNode;

/// The storage, the traffic and the calls of a relay in the management API.
final class UsageListing {
  private static final Logger LOG = LoggerFactory.getLogger(UsageListing.class);

  private UsageListing() {}

  /// Answers with the figures of now, and the counts since `started_at`. `null` means that a figure
  /// is not known without opening the relay's store. With the query `calls=1` the calls are read
  /// too, which opens it; they are `null` while the relay has no calls.
  static void list(RequestContext context, LiveRelay relay) {
    var json = Json.mapper().createObjectNode();
    var figures = relay.figures();
    var counts = figures.traffic();
    json.put("started_at", counts.startedAt())
        .put("events_in", counts.eventsIn())
        .put("events_out", counts.eventsOut())
        .put("bytes_in", counts.bytesIn())
        .put("bytes_out", counts.bytesOut())
        .put("connections", figures.connections());
    putEvents(json, figures);
    putFiles(json, relay);
    if (context.query("calls").equals("1")) {
      putCalls(json, relay);
    }
    context.answer(200, RequestContext.JSON, json + "\n");
  }

  private static void putEvents(ObjectNode json, RelayFigures figures) {
    var totals = figures.knownTotals();
    json.put("events", totals.map(known -> (Long) known.events()).orElse(null))
        .put("event_bytes", totals.map(known -> (Long) known.bytes()).orElse(null))
        .put("event_bytes_max", figures.eventBytesMax());
  }

  private static void putFiles(ObjectNode json, LiveRelay relay) {
    json.putNull("files").putNull("file_bytes").putNull("file_bytes_max");
    var store = relay.files();
    if (store.isEmpty()) {
      return;
    }
    json.put("file_bytes_max", store.get().bytesMax());
    try {
      store
          .get()
          .totalUsage()
          .ifPresent(usage -> json.put("files", usage.files()).put("file_bytes", usage.bytes()));
    } catch (IOException failed) {
      LOG.warn("relay {}: its files could not be counted", relay.config().schema(), failed);
    }
  }

  private static void putCalls(ObjectNode json, LiveRelay relay) {
    if (!relay.config().features().livekit().isComplete()) {
      json.putNull("calls");
      return;
    }
    var calls = json.putArray("calls");
    for (var call : relay.calls().ongoing()) {
      calls
          .addObject()
          .put("room", call.room())
          .put("name", call.name())
          .put("participants", call.participants());
    }
  }
}
