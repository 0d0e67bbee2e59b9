package caravel.engine.session;

import caravel.engine.limits.MemoryBudget;

/// A session's view of its socket. No method but [#awaitRoom] waits for the peer, and none throws:
/// what cannot be queued closes the socket (and so comes back as [Session#onClosed()]).
///
/// Called from many threads at once.
public interface ClientChannel {
  /// Queues one text frame.
  void send(String text);

  /// Queues one text frame behind which another follows at once: it may stay behind until the next
  /// [#send], so that many small frames make one write.
  default void sendMore(String text) {
    send(text);
  }

  /// Waits until there is room again for a long answer, or the socket has ended. Only the thread
  /// that reads this socket's messages calls it, between stored events; live ones never wait.
  void awaitRoom();

  /// The account on which the session counts the bytes that it holds for this socket.
  default MemoryBudget.Account memory() {
    return MemoryBudget.unlimited();
  }

  /// Whether the client's address may publish an event now, by the rates of the process.
  ///
  /// @param stranger the client has not authenticated, where others do
  default boolean mayPublish(boolean stranger) {
    return true;
  }

  /// Whether the client's address may send a REQ, COUNT or AUTH now, by the rates of the process.
  default boolean mayAsk() {
    return true;
  }

  /// Ends the socket after what was queued before. Calls after the first do nothing.
  void close(int code, String reason);
}
