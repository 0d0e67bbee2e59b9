package caravel.engine.session;

import caravel.engine.store.EventStore.StoreException;
import caravel.engine.store.EventTotals;
import java.util.Optional;

/// The figures of a relay at one moment.
public final class RelayFigures {
  private final LiveRelay relay;
  private final int connections;

  RelayFigures(LiveRelay relay, int connections) {
    this.relay = relay;
    this.connections = connections;
  }

  /// The traffic since this instance of the relay started.
  public RelayTraffic.Counts traffic() {
    return relay.traffic().counts();
  }

  /// Number of open sockets.
  public int connections() {
    return connections;
  }

  /// The stored events, as far as they are known without opening the store.
  ///
  /// @throws StoreException when they cannot be read, or the relay has ended
  public Optional<EventTotals> knownTotals() {
    return relay.store().knownTotals();
  }

  /// Bytes of stored events beyond which only deletions are stored.
  public long eventBytesMax() {
    return relay.eventBytesMax();
  }
}
