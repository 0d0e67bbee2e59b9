package caravel.verify.attack;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/// A TCP connection from a chosen loopback address. It can speak WebSocket (RFC 6455) or break any
/// rule of HTTP, and reads only on request.
final class RawConnection implements AutoCloseable {
  private static final int CONNECT_MILLIS_MAX = 5_000;
  private static final int HEAD_BYTES_MAX = 16 * 1024;
  private static final int FRAME_BYTES_MAX = 4 * 1024 * 1024;
  private static final int TEXT = 0x81;
  private static final int PONG = 0x8A;
  private static final int MASKED = 0x80;

  private final Socket socket;
  private final InputStream in;
  private final OutputStream out;

  private RawConnection(Socket socket) throws IOException {
    this.socket = socket;
    this.in = new BufferedInputStream(socket.getInputStream());
    this.out = socket.getOutputStream();
  }

  /// @param from a loopback address, such as 127.0.0.2
  /// @param readMillisMax time limit of a read
  static RawConnection open(InetAddress from, int port, int readMillisMax) throws IOException {
    var socket = new Socket();
    try {
      socket.setTcpNoDelay(true);
      socket.bind(new InetSocketAddress(from, 0));
      socket.connect(
          new InetSocketAddress(InetAddress.getLoopbackAddress(), port), CONNECT_MILLIS_MAX);
      socket.setSoTimeout(readMillisMax);
      return new RawConnection(socket);
    } catch (IOException failed) {
      socket.close();
      throw failed;
    }
  }

  /// Sends the text unchanged.
  void send(String text) throws IOException {
    out.write(text.getBytes(StandardCharsets.UTF_8));
    out.flush();
  }

  /// Upgrades to a WebSocket.
  ///
  /// @throws IOException if the server refuses
  void upgrade(String host) throws IOException {
    var key = Base64.getEncoder().encodeToString(new byte[16]);
    send(
        "GET / HTTP/1.1\r\nHost: "
            + host
            + "\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
            + "Sec-WebSocket-Key: "
            + key
            + "\r\n\r\n");
    var status = readHead();
    if (!status.contains(" 101 ")) {
      throw new IOException("no WebSocket: " + status);
    }
  }

  /// Reads a response's status line and headers.
  ///
  /// @return the status line
  String readHead() throws IOException {
    var head = new StringBuilder();
    while (head.length() < HEAD_BYTES_MAX && head.indexOf("\r\n\r\n") < 0) {
      head.append((char) readByte());
    }
    return head.substring(0, Math.max(0, head.indexOf("\r\n")));
  }

  /// A complete response.
  @SuppressWarnings("ArrayRecordComponent") // Never compared.
  record HttpAnswer(int status, String head, byte[] body) {}

  /// Reads a response whose request said `Connection: close`.
  ///
  /// @param bodyBytesMax a longer body is cut there
  HttpAnswer readAnswer(int bodyBytesMax) throws IOException {
    var head = new StringBuilder();
    while (head.length() < HEAD_BYTES_MAX && head.indexOf("\r\n\r\n") < 0) {
      head.append((char) readByte());
    }
    if (!head.toString().matches("(?s)HTTP/1\\.1 \\d{3} .*")) {
      throw new IOException("no response: " + head);
    }
    var status = Integer.parseInt(head.substring("HTTP/1.1 ".length(), "HTTP/1.1 200".length()));
    return new HttpAnswer(status, head.toString(), in.readNBytes(bodyBytesMax));
  }

  /// Sends bytes unchanged.
  void send(byte[] bytes) throws IOException {
    out.write(bytes);
    out.flush();
  }

  /// Sends one text message.
  void sendMessage(String text) throws IOException {
    sendFrame(TEXT, text.getBytes(StandardCharsets.UTF_8));
  }

  /// Reads the next text message. Answers pings before it.
  String readMessage() throws IOException {
    while (true) {
      var first = readByte();
      var payload = readPayload();
      switch (first & 0x0F) {
        case 1 -> {
          return new String(payload, StandardCharsets.UTF_8);
        }
        case 8 -> throw new EOFException("the server closed the socket");
        case 9 -> sendFrame(PONG, payload);
        default -> {}
      }
    }
  }

  private byte[] readPayload() throws IOException {
    long length = readByte() & 0x7F;
    if (length >= 126) {
      length = new BigInteger(1, in.readNBytes(length == 126 ? 2 : 8)).longValueExact();
    }
    if (length > FRAME_BYTES_MAX) {
      throw new IOException("a frame of " + length + " bytes");
    }
    return in.readNBytes((int) length);
  }

  /// The mask is zero, so that the payload is sent unchanged.
  private void sendFrame(int first, byte[] payload) throws IOException {
    var frame = ByteBuffer.allocate(payload.length + 14).put((byte) first);
    if (payload.length < 126) {
      frame.put((byte) (MASKED | payload.length));
    } else if (payload.length < 65_536) {
      frame.put((byte) (MASKED | 126)).putShort((short) payload.length);
    } else {
      frame.put((byte) (MASKED | 127)).putLong(payload.length);
    }
    frame.putInt(0).put(payload);
    out.write(frame.array(), 0, frame.position());
    out.flush();
  }

  private int readByte() throws IOException {
    var next = in.read();
    if (next < 0) {
      throw new EOFException("the server closed the connection");
    }
    return next;
  }

  @Override
  public void close() {
    try {
      socket.close();
    } catch (IOException gone) {
      // The connection is closed in either case.
    }
  }
}
