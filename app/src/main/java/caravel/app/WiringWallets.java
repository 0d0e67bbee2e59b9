package caravel.app;

import caravel.app.demo.DemoWallet;
import caravel.control.http.Route;
import caravel.control.outbound.OwnRelay;
import caravel.control.outbound.RelayDoor;
import caravel.control.payment.DemoWalletRoutes;
import caravel.control.payment.PayerWallets;
import caravel.control.payment.Wallet;
import caravel.control.payment.nwc.NwcPayers;
import caravel.control.payment.nwc.NwcWallet;
import caravel.control.payment.nwc.Outside;
import caravel.nostr.nwc.WalletConnection;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// The Lightning part of [Wiring]: the platform's wallet, tenants' wallets, and in a demo without a
/// wallet of its own one full of play money.
final class WiringWallets implements AutoCloseable {
  private final Deque<AutoCloseable> parts = new ArrayDeque<>();
  private final List<Route> routes = new ArrayList<>();
  private final RelayDoor strangers;
  private final PayerWallets payers;
  private final @Nullable Wallet wallet;

  /// @param engine host and port by which this process reaches its own engine
  WiringWallets(Config config, String engine, InstantSource clock) {
    var random = RandomGenerator.of("SecureRandom");
    strangers = keep(RelayDoor.forStrangers(ownRelay(config, engine)));
    payers = new NwcPayers(new Outside(strangers, clock, random));
    wallet =
        switch (config.payments().lightning()) {
          case Config.Lightning.Off _ -> null;
          case Config.Lightning.Connected(var connection) -> {
            var door = keep(RelayDoor.forOperator());
            yield open(connection, new Outside(door, clock, random));
          }
          case Config.Lightning.Embedded _ -> {
            var demo = keep(demoWallet(config, strangers, clock, random));
            routes.addAll(new DemoWalletRoutes(demo).routes());
            yield open(demo.platform(), new Outside(strangers, clock, random));
          }
        };
  }

  /// Where the platform is paid; empty where Lightning is off.
  Optional<Wallet> wallet() {
    return Optional.ofNullable(wallet);
  }

  PayerWallets payers() {
    return payers;
  }

  /// For every relay that a tenant or a recipient names.
  RelayDoor strangers() {
    return strangers;
  }

  List<Route> routes() {
    return List.copyOf(routes);
  }

  private NwcWallet open(WalletConnection connection, Outside outside) {
    return keep(NwcWallet.open(connection, outside));
  }

  private static DemoWallet demoWallet(
      Config config, RelayDoor door, InstantSource clock, RandomGenerator random) {
    if (!config.isDemo()) {
      throw new IllegalStateException("play money is for demos alone");
    }
    var relay = SystemRelay.url(config).toString();
    var key = Keys.ofDemoWallet(config);
    var place = new DemoWallet.Place(key, config.storage().dataDir(), relay);
    return DemoWallet.open(place, door, clock, random);
  }

  /// In a demo strangers may name the engine's own relay; in production nothing that leads inside.
  private static @Nullable OwnRelay ownRelay(Config config, String engine) {
    if (!config.isDemo()) {
      return null;
    }
    var at = URI.create("http://" + engine);
    try {
      var address = InetAddress.getByName(at.getHost());
      return new OwnRelay(SystemRelay.url(config), new InetSocketAddress(address, at.getPort()));
    } catch (UnknownHostException unknown) {
      throw new RefusedException("ENGINE_HOST: " + at.getHost() + " is not known here");
    }
  }

  private <T extends AutoCloseable> T keep(T part) {
    parts.push(part);
    return part;
  }

  @Override
  public void close() throws Exception {
    while (!parts.isEmpty()) {
      parts.pop().close();
    }
  }
}
