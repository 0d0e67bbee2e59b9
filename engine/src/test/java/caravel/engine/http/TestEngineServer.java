package caravel.engine.http;

import caravel.engine.limits.MemoryBudget;
import caravel.engine.limits.RateLimits;
import caravel.engine.store.EventStores;
import caravel.engine.store.Sync;
import caravel.engine.store.TestStores;
import caravel.engine.tenancy.VirtualRelayId;
import caravel.engine.tenancy.VirtualRelays;
import caravel.nostr.Event;
import caravel.nostr.EventJson;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/// A listener with the limits of a test, and two relays behind it: one asks for AUTH, the other is
/// anonymous.
final class TestEngineServer implements AutoCloseable {
  static final String MEMBERS = "members.localhost";
  static final String ANONYMOUS = "anonymous.localhost";
  static final Duration NEVER = Duration.ofMinutes(10);

  private final EventStores stores;
  private final VirtualRelays relays;
  final EngineServer server;

  TestEngineServer(Path folder, EngineServer.Limits limits) {
    stores = TestStores.open(folder.resolve("relays"), Sync.NORMAL);
    relays =
        VirtualRelays.open(
            folder.resolve("config"), stores, InstantSource.system(), Duration.ofMinutes(1));
    relays.create(new VirtualRelayId("members"), RunningEngine.body(MEMBERS, "members", ""));
    relays.create(
        new VirtualRelayId("anonymous"),
        RunningEngine.body(
            ANONYMOUS,
            "anonymous",
            "\"policy\":{\"anonymous\":true,\"public_read\":true,\"public_write\":true}"));
    server =
        EngineServer.open(
            new EngineServerSettings(
                "127.0.0.1",
                0,
                RunningEngine.API_HOST,
                Set.of(RunningEngine.API.publicKey()),
                TrustedProxies.parse(List.of())),
            relays,
            InstantSource.system(),
            limits);
  }

  static EngineServer.Limits limits(SocketLimits sockets) {
    return EngineServer.Limits.of(sockets);
  }

  static EngineServer.Limits limits(SocketLimits sockets, MemoryBudget memory) {
    return new EngineServer.Limits(
        sockets, HttpConnectionLimiter.Limits.STANDARD, memory, RateLimits.STANDARD.perAddress());
  }

  int port() {
    return server.port();
  }

  /// A connection with small buffers, read and written by the test itself.
  Socket connect() throws IOException {
    var socket = new Socket();
    socket.setReceiveBufferSize(4_096);
    socket.setSoTimeout(10_000);
    socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port()));
    return socket;
  }

  /// A WebSocket that the test reads and writes byte by byte.
  Socket webSocket(String host) throws IOException {
    var socket = connect();
    write(
        socket,
        "GET / HTTP/1.1\r\nHost: "
            + host
            + "\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
            + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n");
    if (!head(socket.getInputStream()).startsWith("HTTP/1.1 101")) {
      throw new IOException("no WebSocket");
    }
    return socket;
  }

  static void write(Socket socket, String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
  }

  static String head(InputStream in) throws IOException {
    var head = new StringBuilder();
    while (!head.toString().endsWith("\r\n\r\n")) {
      int b = in.read();
      if (b < 0) {
        break;
      }
      head.append((char) b);
    }
    return head.toString();
  }

  /// A masked text frame with a mask of zeros.
  static byte[] frame(String text) {
    var payload = text.getBytes(StandardCharsets.UTF_8);
    var frame = ByteBuffer.allocate(payload.length + 14);
    frame.put((byte) 0x81).put((byte) 0xff).putLong(payload.length).putInt(0).put(payload);
    return Arrays.copyOf(frame.array(), frame.position());
  }

  /// An EVENT of an unknown author.
  static String event(int kind, String content) {
    var now = InstantSource.system().instant().getEpochSecond();
    var recipient = List.of(List.of("p", RunningEngine.OWNER.hex()));
    return "[\"EVENT\","
        + EventJson.write(Event.sign(RunningEngine.API, now, kind, recipient, content))
        + "]";
  }

  @Override
  public void close() {
    server.close();
    relays.close();
    stores.close();
  }
}
