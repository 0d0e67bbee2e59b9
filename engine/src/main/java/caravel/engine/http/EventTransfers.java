package caravel.engine.http;

import caravel.engine.session.EventImport;
import caravel.engine.session.LiveRelay;
import caravel.engine.store.EventCursor;
import caravel.engine.store.EventStore.StoreException;
import caravel.nostr.Json;
import caravel.nostr.LineReader;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Semaphore;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Sends all events of a relay, and receives events for it, as lines of JSON (NDJSON).
///
/// Not in zooid. Both directions hold one page or one batch in memory and wait for the slower side.
/// A connection that is cut ends without the last chunk; both directions can then be repeated.
final class EventTransfers {
  static final String TYPE = "application/x-ndjson";

  /// Exports of the process at the same time.
  static final int EXPORTS_MAX = 16;

  /// Imports of the process at the same time. Each may hold one line and one batch.
  static final int IMPORTS_MAX = 8;

  private static final Logger LOG = LoggerFactory.getLogger(EventTransfers.class);
  private static final int BUFFER_BYTES = 64 * 1024;
  private static final String RETRY_SECONDS = "15";

  private final Semaphore exports = new Semaphore(EXPORTS_MAX);
  private final Semaphore imports = new Semaphore(IMPORTS_MAX);

  /// A transfer that blocks on the network and the store.
  interface Transfer {
    void run() throws IOException;
  }

  /// @param after the text of an [EventCursor]; empty = from the first event
  void export(RequestContext context, LiveRelay relay, String after) {
    EventCursor cursor;
    try {
      cursor = after.isEmpty() ? EventCursor.START : EventCursor.parse(after);
    } catch (IllegalArgumentException refused) {
      context.json(400, "error", String.valueOf(refused.getMessage()));
      return;
    }
    start(exports, context, () -> send(context, relay, cursor));
  }

  void receive(RequestContext context, LiveRelay relay) {
    start(
        imports,
        context,
        () -> {
          var result =
              read(Content.Source.asInputStream(context.request()), new EventImport(relay));
          context.answer(200, RequestContext.JSON, json(result));
        });
  }

  /// Runs a transfer on a thread of its own, or answers with 503 when there is no place.
  static void start(Semaphore places, RequestContext context, Transfer transfer) {
    if (!places.tryAcquire()) {
      context.response().getHeaders().put(HttpHeader.RETRY_AFTER, RETRY_SECONDS);
      context.json(503, "error", "too many exports or imports are running; try again later");
      return;
    }
    Thread.ofVirtual()
        .name("event-transfer")
        .start(() -> {
          try {
            transfer.run();
          } catch (IOException | RuntimeException failed) {
            fail(context, failed);
          } finally {
            places.release();
          }
        });
  }

  private static void fail(RequestContext context, Exception failed) {
    if (failed instanceof IOException) {
      LOG.debug("a transfer was cut", failed);
    } else {
      LOG.warn("a transfer failed", failed);
    }
    if (failed instanceof StoreException && !context.response().isCommitted()) {
      context.json(500, "error", "the store failed; repeat the request to continue");
    } else {
      // Closes the connection without a last chunk, so that the client knows that lines are
      // missing.
      context.callback().failed(failed);
    }
  }

  private static void send(RequestContext context, LiveRelay relay, EventCursor from)
      throws IOException {
    var page = relay.export(from);
    context.response().setStatus(200);
    context.response().getHeaders().put(HttpHeader.CONTENT_TYPE, TYPE);
    // Not closed after a failure: closing would make the answer look complete.
    var out =
        new BufferedOutputStream(Content.Sink.asOutputStream(context.response()), BUFFER_BYTES);
    while (!page.isEmpty()) {
      for (var event : page) {
        out.write(event.json().getBytes(StandardCharsets.UTF_8));
        out.write('\n');
      }
      page = relay.export(EventCursor.after(page.getLast()));
    }
    out.close();
    context.callback().succeeded();
  }

  private static EventImport.Result read(InputStream in, EventImport lines) throws IOException {
    var reader = new LineReader(in, LineReader.EVENT_BYTES_MAX);
    for (var line = reader.next(); line != null; line = reader.next()) {
      if (reader.isTooLong()) {
        lines.addTooLong(LineReader.EVENT_BYTES_MAX);
      } else {
        lines.add(line);
      }
    }
    return lines.finish();
  }

  private static String json(EventImport.Result result) {
    var out = new StringBuilder("{\"imported\":").append(result.imported());
    out.append(",\"known\":").append(result.known());
    out.append(",\"invalid\":").append(result.invalid()).append(",\"problems\":[");
    var separator = "";
    for (var problem : result.problems()) {
      out.append(separator).append("{\"line\":").append(problem.line()).append(",\"event_id\":");
      Json.appendString(out, problem.eventId());
      out.append(",\"message\":");
      Json.appendString(out, problem.message());
      out.append('}');
      separator = ",";
    }
    return out.append("]}\n").toString();
  }
}
