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

  /// The number of members without the relay's own key, if it is known without opening the store.
  public Optional<Integer> knownMembers() {
    if (!relay.community().isLoaded()) {
      return Optional.empty();
    }
    var members = relay.rules().roster().members();
    var own = relay.config().secret().publicKey();
    return Optional.of(members.size() - (members.contains(own) ? 1 : 0));
  }

  /// Bytes of stored events beyond which only deletions are stored.
  public long eventBytesMax() {
    return relay.eventBytesMax();
  }
}
