package caravel.engine.session;

import caravel.engine.config.RelayConfig;
import caravel.engine.store.EventStore;
import caravel.nostr.PublicKey;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Supplier;

/// One virtual relay at work: its members, its bans, its open sockets.
///
/// Making one costs nothing: the store is opened when somebody first needs it.
public final class LiveRelay {
  private volatile RelayConfig config;

  /// @param store asked again for each use, so that whoever owns the stores may close an idle one
  public LiveRelay(RelayConfig config, Supplier<EventStore> store, InstantSource clock) {
    this.config = config;
  }

  public RelayConfig config() {
    return config;
  }

  /// A new socket: it is sent its AUTH challenge at once (unless `policy.anonymous`).
  ///
  /// On a relay that is closed already, the socket is closed instead.
  public Session connect(Outbound out, Address address) {
    return new Session(this, out, address);
  }

  /// Swaps the configuration in place under the open sockets. Subscriptions that the new one no
  /// longer allows are closed with `restricted:`.
  ///
  /// @throws IllegalArgumentException when host, schema, secret or owner differ: those need a new
  ///   relay, and [#close] for this one
  public void reconfigure(RelayConfig next) {
    config = next;
  }

  /// Closes all sockets with this reason, and any later one.
  public void close(String reason) {}

  /// Who is a member now, sorted.
  public List<PublicKey> members() {
    return List.of();
  }

  /// Removes what has expired (NIP-40), if the relay was used since it was made. For a timer, about
  /// once a minute.
  public void sweep() {}
}
