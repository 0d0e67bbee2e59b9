package caravel.engine.http;

import java.time.Duration;

/// The bounds of sockets.
///
/// @param pingEvery how often the peer is asked for a sign of life
/// @param silenceMax a peer that says nothing for this long, not even pong, is gone
/// @param closeGrace how long a closing handshake may take before the connection is cut
/// @param outboundFramesMax unsent frames of one socket; beyond it the client is dropped
/// @param outboundBytesMax unsent bytes of one socket; beyond it the client is dropped
/// @param socketsPerAddressMax sockets of one address
record SocketLimits(
    Duration pingEvery,
    Duration silenceMax,
    Duration closeGrace,
    int outboundFramesMax,
    int outboundBytesMax,
    int socketsPerAddressMax) {
  /// Largest message that is read; a larger one closes the socket with 1009.
  static final int MESSAGE_BYTES_MAX = 512_000;

  /// Messages of one socket that wait for their turn; beyond it no more is read from it.
  static final int INBOUND_MESSAGES_MAX = 64;

  /// Characters of such messages.
  static final int INBOUND_CHARACTERS_MAX = 1_048_576;

  /// Bytes of small frames that are gathered into one write.
  static final int GATHERED_BYTES_MAX = 32 * 1024;

  /// Sockets of the whole process.
  static final int SOCKETS_MAX = 65_536;

  static final SocketLimits STANDARD =
      new SocketLimits(
          Duration.ofSeconds(30),
          Duration.ofSeconds(60),
          Duration.ofSeconds(5),
          16_384,
          16 * 1024 * 1024,
          8_192);
}
