package caravel.engine.session;

import java.util.concurrent.atomic.LongAdder;

/// Counts the traffic of one running relay over its WebSockets. The counts begin at 0 when the
/// relay starts and never fall.
///
/// Safe for use by many threads.
public final class RelayTraffic {
  private final long startedAt;
  private final LongAdder eventsIn = new LongAdder();
  private final LongAdder eventsOut = new LongAdder();
  private final LongAdder bytesIn = new LongAdder();
  private final LongAdder bytesOut = new LongAdder();

  /// @param startedAt unix seconds
  RelayTraffic(long startedAt) {
    this.startedAt = startedAt;
  }

  /// The counts at one moment.
  ///
  /// @param startedAt when the relay started and all counts were 0, in unix seconds
  /// @param eventsIn events of clients that were stored
  /// @param eventsOut events that were sent to clients
  /// @param bytesIn bytes of the messages of clients
  /// @param bytesOut bytes of the messages to clients, with the heads of their frames
  public record Counts(
      long startedAt, long eventsIn, long eventsOut, long bytesIn, long bytesOut) {}

  /// Counts an event of a client that was stored.
  void countStored() {
    eventsIn.increment();
  }

  /// Counts bytes that a client has sent.
  public void countReceived(long bytes) {
    bytesIn.add(bytes);
  }

  /// Counts a message to a client.
  public void countSent(long bytes) {
    bytesOut.add(bytes);
  }

  /// Counts an event to a client.
  public void countSentEvent(long bytes) {
    eventsOut.increment();
    bytesOut.add(bytes);
  }

  public Counts counts() {
    return new Counts(startedAt, eventsIn.sum(), eventsOut.sum(), bytesIn.sum(), bytesOut.sum());
  }
}
