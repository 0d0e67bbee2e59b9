package caravel.app;

import caravel.app.demo.DemoWallet;
import caravel.control.http.Route;
import caravel.control.payment.DemoWalletRoutes;
import caravel.control.payment.PayerWallets;
import caravel.control.payment.PlayWallets;
import caravel.control.payment.Wallet;
import caravel.control.payment.nwc.NwcPayers;
import caravel.control.payment.nwc.NwcWallet;
import caravel.control.payment.nwc.WalletEnvironment;
import caravel.nostr.nwc.WalletConnection;
import caravel.outbound.WebSocketDialer;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// The part of [Wiring] for Lightning: the platform's wallet, tenants' wallets, and a demo's wallet
/// with play money.
final class WiringWallets implements AutoCloseable {
  private final Deque<Runnable> parts = new ArrayDeque<>();
  private final Consumer<Instant> heard;
  private @Nullable PlayWallets play;
  private final PayerWallets payers;
  private final @Nullable NwcWallet wallet;

  /// @param payments dials tenants' wallets to pay
  /// @param connecting dials wallets that tenants connect
  /// @param operators dials addresses from the settings
  record Doors(WebSocketDialer payments, WebSocketDialer connecting, WebSocketDialer operators) {}

  /// @param heard receives the time of each answer of the platform's wallet
  WiringWallets(Config config, Doors doors, InstantSource clock, Consumer<Instant> heard) {
    var random = RandomGenerator.of("SecureRandom");
    var guarded = new WalletEnvironment(doors.payments(), clock, random);
    payers = new NwcPayers(guarded, new WalletEnvironment(doors.connecting(), clock, random));
    this.heard = heard;
    wallet =
        switch (config.platform().payments().lightning()) {
          case Config.Lightning.Off _ -> null;
          case Config.Lightning.Connected(var connection) ->
              open(connection, new WalletEnvironment(doors.operators(), clock, random));
          case Config.Lightning.Embedded _ -> {
            var demo = demoWallet(config, guarded);
            parts.push(demo::close);
            play = demo;
            yield open(demo.platform(), guarded);
          }
        };
  }

  /// The platform's wallet; empty if Lightning is off.
  Optional<Wallet> wallet() {
    return Optional.ofNullable(wallet);
  }

  /// Time since the platform's wallet stopped answering; zero if it answers or is off.
  Duration silence() {
    return wallet == null ? Duration.ZERO : wallet.silence();
  }

  /// The demo's wallets with play money; empty outside a demo or if it has a real wallet.
  Optional<PlayWallets> play() {
    return Optional.ofNullable(play);
  }

  PayerWallets payers() {
    return payers;
  }

  List<Route> routes() {
    return play == null ? List.of() : new DemoWalletRoutes(play).routes();
  }

  private NwcWallet open(WalletConnection connection, WalletEnvironment environment) {
    var opened = NwcWallet.open(connection, environment, heard);
    parts.push(opened::close);
    return opened;
  }

  private static DemoWallet demoWallet(Config config, WalletEnvironment environment) {
    if (!config.isDemo()) {
      throw new IllegalStateException("play money is for demos alone");
    }
    var relay = SystemRelay.url(config).toString();
    var key = ServerKeys.ofDemoWallet(config);
    var place = new DemoWallet.Place(key, config.storage().dataDir(), relay);
    return DemoWallet.open(place, environment.door(), environment.clock(), environment.random());
  }

  @Override
  public void close() {
    while (!parts.isEmpty()) {
      parts.pop().run();
    }
  }
}
