package caravel.engine.session;

import caravel.engine.limits.MemoryBudget;

/// A session's view of its socket. Only [#awaitRoom] blocks, and no method throws. A failed send
/// closes the socket, which then calls [Session#onClosed()].
///
/// Called from many threads at once.
public interface ClientChannel {
  /// Queues one message. [#flush] writes it, together with all others.
  void queue(String text);

  /// Queues an `EVENT` message, which has three parts: the head, the event's JSON and `]`. The
  /// arrays are UTF-8, are shared by many sockets and must not change.
  void queueEvent(byte[] head, byte[] event);

  /// Writes all queued messages, without waiting for the client.
  void flush();

  /// Waits until there is room for more stored events, or the socket has ended. Only the thread
  /// that reads this socket's messages calls it; live events never wait.
  void awaitRoom();

  /// The client's address, as the relay's managers block it: an IPv4 address, or the /64 of an IPv6
  /// address. Empty = unknown.
  default String addressGroup() {
    return "";
  }

  /// The account for the memory that the session holds for this socket.
  default MemoryBudget.Account memory() {
    return MemoryBudget.unlimited();
  }

  /// Whether the client's address may publish an event now, by the process-wide rates.
  ///
  /// @param stranger the client has not authenticated although the relay requires it
  default boolean mayPublish(boolean stranger) {
    return true;
  }

  /// Whether the client's address may send a REQ, COUNT or AUTH now, by the process-wide rates.
  default boolean mayAsk() {
    return true;
  }

  /// Closes the socket after the queued messages. Later calls do nothing.
  void close(int code, String reason);
}
