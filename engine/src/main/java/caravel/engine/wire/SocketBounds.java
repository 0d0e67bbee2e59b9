package caravel.engine.wire;

/// Bounds of one socket.
///
/// @param messageBytesMax largest message of the peer; a larger one closes the socket with 1009
/// @param unreadFramesMax frames that the peer has not read; beyond it the peer is too slow
/// @param unreadBytesMax bytes that the peer has not read; beyond it the peer is too slow
public record SocketBounds(int messageBytesMax, int unreadFramesMax, long unreadBytesMax) {}
