package caravel.verify.bench;

import caravel.nostr.ClientMessage;
import caravel.nostr.MalformedException;
import caravel.nostr.Nip42;
import caravel.nostr.RelayMessage;
import caravel.nostr.SecretKey;
import java.net.URI;
import java.time.InstantSource;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.eclipse.jetty.websocket.api.Callback;
import org.eclipse.jetty.websocket.api.Session;
import org.jspecify.annotations.Nullable;

/// An authenticated socket to one relay. Public because Jetty calls its listener methods.
public final class BenchSocket implements Session.Listener, AutoCloseable {
  static final int ANSWER_SECONDS_MAX = 30;
  private static final int CLOSE_NORMAL = 1000;

  private final BlockingQueue<String> handshake = new LinkedBlockingQueue<>();
  private volatile Consumer<String> receiver = handshake::add;
  private volatile boolean reading = true;
  private volatile @Nullable String ended;
  private volatile @Nullable Session session;

  private BenchSocket() {}

  /// Connects and authenticates.
  static BenchSocket open(BenchClient client, URI relay, SecretKey key, InstantSource clock)
      throws Exception {
    var socket = new BenchSocket();
    try {
      client.webSockets().connect(socket, relay).get(ANSWER_SECONDS_MAX, TimeUnit.SECONDS);
      if (!(socket.next() instanceof RelayMessage.Auth(var challenge))) {
        throw new WrongAnswerException("the first message is no challenge");
      }
      var now = clock.instant().getEpochSecond();
      var answer = Nip42.answer(key, relay.toString(), challenge, now);
      socket.send(new ClientMessage.Authenticate(answer).write());
      if (!(socket.next() instanceof RelayMessage.Ok(var id, var accepted, var text))
          || !id.equals(answer.id())
          || !accepted) {
        throw new WrongAnswerException("AUTH was refused");
      }
      return socket;
    } catch (Exception failed) {
      socket.close();
      throw failed;
    }
  }

  /// Connects to a relay that serves anonymous clients, which sends no challenge.
  static BenchSocket openAnonymous(BenchClient client, URI relay) throws Exception {
    var socket = new BenchSocket();
    client.webSockets().connect(socket, relay).get(ANSWER_SECONDS_MAX, TimeUnit.SECONDS);
    return socket;
  }

  void send(String text) {
    var open = session;
    if (open == null) {
      throw new WrongAnswerException("the socket is closed: " + ended);
    }
    open.sendText(text, Callback.from(() -> {}, failure -> ended = String.valueOf(failure)));
  }

  /// Passes every later message to the receiver, on Jetty's threads, one after the other.
  void onText(Consumer<String> next) {
    receiver = next;
  }

  /// Stops reading, so that messages fill the buffers of both sides.
  void stopReading() {
    reading = false;
  }

  void goOnReading() {
    reading = true;
    var open = session;
    if (open != null) {
      open.demand();
    }
  }

  /// Why the socket ended, if known; null = it is open.
  @Nullable String ended() {
    return ended;
  }

  /// Waits for the next message while no receiver is set.
  RelayMessage next() throws InterruptedException {
    var text = handshake.poll(ANSWER_SECONDS_MAX, TimeUnit.SECONDS);
    if (text == null) {
      throw new WrongAnswerException("no answer within " + ANSWER_SECONDS_MAX + " s");
    }
    return parse(text);
  }

  static RelayMessage parse(String text) {
    try {
      return RelayMessage.parse(text);
    } catch (MalformedException malformed) {
      throw new WrongAnswerException("not a relay's message: " + malformed.getMessage());
    }
  }

  @Override
  public void onWebSocketOpen(Session opened) {
    session = opened;
    opened.demand();
  }

  @Override
  public void onWebSocketText(String text) {
    receiver.accept(text);
    var open = session;
    if (reading && open != null) {
      open.demand();
    }
  }

  @Override
  public void onWebSocketClose(int code, String reason, Callback done) {
    ended = code + " " + reason;
    session = null;
    done.succeed();
  }

  @Override
  public void onWebSocketError(Throwable cause) {
    if (ended == null) {
      ended = String.valueOf(cause);
    }
  }

  @Override
  public void close() {
    var open = session;
    if (open != null) {
      open.close(CLOSE_NORMAL, "", Callback.NOOP);
    }
  }

  /// Closes without a close frame, for sockets that nothing reads.
  void drop() {
    var open = session;
    if (open != null) {
      open.disconnect();
    }
  }
}
