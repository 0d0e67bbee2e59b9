package caravel.engine.http;

import caravel.engine.wire.SocketBounds;
import java.time.Duration;

/// The limits of sockets.
///
/// @param pingEvery interval of pings
/// @param silenceMax a peer that neither sends nor reads for this long is disconnected; a pong
///   counts as sending
/// @param closeGrace time for a closing handshake before the connection is cut
/// @param authWithin time for a client to authenticate, unless the relay is anonymous
/// @param outboundFramesMax unsent frames of one socket; beyond it the client is dropped
/// @param outboundBytesMax unsent bytes of one socket; beyond it the client is dropped
/// @param socketsPerAddressMax sockets of one address (IPv6: of one /64)
record SocketLimits(
    Duration pingEvery,
    Duration silenceMax,
    Duration closeGrace,
    Duration authWithin,
    int outboundFramesMax,
    int outboundBytesMax,
    int socketsPerAddressMax) {
  /// Largest message; a larger one closes the socket with 1009.
  static final int MESSAGE_BYTES_MAX = 512_000;

  /// Largest message before AUTH.
  static final int UNAUTHENTICATED_BYTES_MAX = 16 * 1024;

  /// Largest EVENT before AUTH, because a gift wrap (NIP-59) comes from an unknown key. Also the
  /// largest message of any type before AUTH on an anonymous relay.
  static final int UNAUTHENTICATED_EVENT_BYTES_MAX = 64 * 1024;

  /// Messages of one socket that wait to be processed. Beyond it reading pauses.
  static final int INBOUND_MESSAGES_MAX = 64;

  /// Bytes of the waiting messages of one socket.
  static final int INBOUND_BYTES_MAX = 1_048_576;

  /// Bytes that the kernel buffers for one connection that does not read.
  static final int KERNEL_SEND_BYTES = 128 * 1024;

  /// Estimated heap of one idle socket.
  private static final long SOCKET_HEAP_BYTES = 32 * 1024;

  /// Most sockets of the process, as far as the heap allows.
  static final int SOCKETS_MAX =
      (int) Math.min(65_536, Runtime.getRuntime().maxMemory() / 2 / SOCKET_HEAP_BYTES);

  static final SocketLimits STANDARD =
      new SocketLimits(
          Duration.ofSeconds(30),
          Duration.ofSeconds(60),
          Duration.ofSeconds(5),
          Duration.ofSeconds(30),
          16_384,
          16 * 1024 * 1024,
          Math.min(8_192, SOCKETS_MAX / 2));

  /// The bounds of one socket's protocol.
  SocketBounds bounds() {
    return new SocketBounds(MESSAGE_BYTES_MAX, outboundFramesMax, outboundBytesMax);
  }
}
