package caravel.control.activity;

import caravel.control.db.Tx;
import caravel.control.http.Access;
import caravel.control.http.ApiJson;
import caravel.control.http.Request;
import caravel.control.http.Response;
import caravel.control.http.Route;
import caravel.control.problem.Problem;
import caravel.nostr.PublicKey;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Publishes changes on `GET /stream` (server-sent events).
///
/// Listeners have no queues: all read from one bounded log. A listener that falls behind the log is
/// told to reload everything.
public final class ActivityStream implements AutoCloseable {
  static final Duration HEARTBEAT = Duration.ofSeconds(15);

  private final StreamLog log = new StreamLog();
  private final Duration heartbeat;

  public ActivityStream() {
    this(HEARTBEAT);
  }

  ActivityStream(Duration heartbeat) {
    this.heartbeat = heartbeat;
  }

  /// Sends an event to the owner's listeners, and to admins that watch all tenants, after the
  /// commit of `tx`.
  ///
  /// @param name of the event: the type of its object
  /// @param object as its own `GET` returns it
  public void publish(Tx tx, PublicKey owner, String name, Object object) {
    publish(tx, owner, name, () -> object);
  }

  /// Sends an event whose object is computed only if a listener wants it.
  public void publish(Tx tx, PublicKey owner, String name, Supplier<Object> object) {
    if (log.isWanted(owner)) {
      var data = ApiJson.write(object.get());
      tx.afterCommit(() -> log.append(owner, name, data));
    } else {
      tx.afterCommit(() -> log.appendUntold(owner));
    }
  }

  /// Sends an event that was published to its owner to one more reader. Admins that watch all
  /// tenants get the event only once.
  ///
  /// @param object as in [#publish]
  public void publishCopy(Tx tx, PublicKey reader, String name, Supplier<Object> object) {
    if (log.isWantedBy(reader)) {
      var data = ApiJson.write(object.get());
      tx.afterCommit(() -> log.appendCopy(reader, name, data));
    } else {
      tx.afterCommit(() -> log.appendUntoldCopy(reader));
    }
  }

  public Route route() {
    return Route.get("/stream", Access.AUTHED, this::listen);
  }

  /// Ends every open stream. Clients reconnect to the next server.
  @Override
  public void close() {
    log.close();
  }

  private Response listen(Request request) {
    var caller = request.caller();
    var all = request.query("scope").filter("all"::equals).isPresent();
    if (all && !caller.admin()) {
      return Response.problem(Problem.forbidden());
    }
    var whose = all ? null : caller.pubkey();
    var lastSeen = request.header("Last-Event-ID").orElse("");
    return new Response.Streamed("text/event-stream", out -> follow(whose, lastSeen, out));
  }

  /// @param whose null = the events of every owner
  private void follow(@Nullable PublicKey whose, String lastSeen, OutputStream out)
      throws IOException, InterruptedException {
    var subscriber = log.enter(whose);
    var place = lastSeen.isEmpty() ? log.end() : log.after(lastSeen);
    try {
      // The id lets a client that is cut off before the first event resume from here.
      write(
          out,
          ": welcome\nid: " + log.idBefore(place == StreamLog.LOST ? log.end() : place) + "\n\n");
      while (true) {
        if (place == StreamLog.LOST) {
          place = log.end();
          write(out, "id: " + log.idBefore(place) + "\nevent: reset\ndata: {}\n\n");
        }
        switch (log.await(subscriber, place, heartbeat)) {
          case StreamLog.Closed _ -> {
            return;
          }
          case StreamLog.Moved moved -> {
            if (!moved.text().isEmpty()) {
              write(out, moved.text());
            } else if (moved.next() != StreamLog.LOST) {
              write(out, ": still here\n\n");
            }
            place = moved.next();
          }
        }
      }
    } finally {
      log.leave(subscriber, place);
    }
  }

  private static void write(OutputStream out, String text) throws IOException {
    out.write(text.getBytes(StandardCharsets.UTF_8));
    out.flush();
  }
}
