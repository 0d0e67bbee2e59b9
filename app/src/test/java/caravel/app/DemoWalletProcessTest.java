package caravel.app;

import static org.assertj.core.api.Assertions.assertThat;

import caravel.control.http.Route;
import caravel.control.payment.PayerWallets;
import caravel.control.payment.PayerWallets.Connected;
import caravel.control.payment.PayerWallets.Paid;
import caravel.control.payment.PayerWallets.PayerPayment;
import caravel.control.payment.PlayWallets;
import caravel.control.payment.Wallet;
import caravel.control.payment.Wallet.LookedUp;
import caravel.control.payment.Wallet.Made;
import caravel.engine.Engine;
import caravel.engine.EngineSettings;
import caravel.engine.store.Sync;
import caravel.nostr.Msats;
import caravel.nostr.PublicKey;
import caravel.nostr.SecretKey;
import caravel.nostr.bolt11.Network;
import caravel.nostr.bolt11.PaymentRequest;
import caravel.nostr.nwc.WalletConnection;
import caravel.outbound.OwnRelay;
import caravel.outbound.WebSocketDialer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The demo's wallet as the program wires it: the client, the engine's relay, and the wallet.
final class DemoWalletProcessTest {
  private static final PublicKey ALICE = SecretKey.parse("0a".repeat(32)).publicKey();
  private static final PublicKey BOB = SecretKey.parse("0b".repeat(32)).publicKey();
  private static final Msats PRICE = Msats.ofSats(10_000);
  private static final Duration HOUR = Duration.ofHours(1);
  private static final Duration WAIT = Duration.ofSeconds(20);

  @TempDir private Path home;
  private final BlockingQueue<String> received = new LinkedBlockingQueue<>();
  private Config config;
  private Engine engine;
  private WebSocketDialer strangers;
  private WebSocketDialer operators;
  private WiringWallets wiring;

  @BeforeEach
  void start() throws IOException {
    config = read(Map.of("ENGINE_PORT", "" + freePort())).config();
    var keys = ServerKeys.of(config);
    SystemRelay.prepare(config, keys);
    var listen = config.hosting().engine().listen();
    var api =
        new EngineSettings.Api("127.0.0.1:" + listen.port(), Set.of(keys.zooidApi().publicKey()));
    var folders = config.hosting().engine().folders();
    engine =
        WiringEngine.start(
            new EngineSettings(listen, folders, api, Sync.NORMAL, List.of()),
            InstantSource.system(),
            new WiringMetrics(InstantSource.system()),
            null);
    open();
  }

  private void open() {
    int port = config.hosting().engine().listen().port();
    var at = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    strangers = WebSocketDialer.forStrangers(new OwnRelay(SystemRelay.url(config), at));
    operators = WebSocketDialer.forOperator();
    wiring =
        new WiringWallets(
            config,
            new WiringWallets.Doors(strangers, strangers, operators),
            InstantSource.system(),
            _ -> {});
    platform().onReceived(received::add);
  }

  @AfterEach
  void stop() {
    closeWallets();
    engine.close();
  }

  private void closeWallets() {
    wiring.close();
    strangers.close();
    operators.close();
  }

  @Test
  void an_invoice_is_really_signed_and_asks_for_coins_that_are_worth_nothing() {
    var invoice = PaymentRequest.parse(made());
    assertThat(invoice.network()).isEqualTo(Network.REGTEST);
    assertThat(invoice.amount()).isEqualTo(PRICE);
    assertThat(invoice.expiresAt() - invoice.createdAt()).isEqualTo(HOUR.toSeconds());
    assertThat(platform().lookUp(invoice.terms().paymentHash()))
        .isInstanceOf(LookedUp.Unsettled.class);
    assertThat(platform().lookUp("00".repeat(32))).isInstanceOf(LookedUp.NotFound.class);
  }

  @Test
  void a_payment_by_hand_is_told_to_the_platform_and_found_by_looking()
      throws InterruptedException {
    var lnbc = made();
    assertThat(play().pay(ALICE, lnbc)).isEqualTo(new PlayWallets.Spent.Done());
    assertThat(received.poll(WAIT.toSeconds(), TimeUnit.SECONDS)).isEqualTo(hash(lnbc));
    assertThat(platform().lookUp(hash(lnbc))).isEqualTo(new LookedUp.Settled(PRICE));
    assertThat(play().pay(ALICE, lnbc)).isEqualTo(new PlayWallets.Spent.Done());
    assertThat(play().pay(BOB, lnbc)).isInstanceOf(PlayWallets.Spent.Refused.class);
  }

  @Test
  void whoever_is_told_of_a_payment_may_ask_about_it_at_once() throws InterruptedException {
    var found = new LinkedBlockingQueue<LookedUp>();
    platform().onReceived(hash -> found.add(platform().lookUp(hash)));
    assertThat(play().pay(ALICE, made())).isEqualTo(new PlayWallets.Spent.Done());
    assertThat(found.poll(WAIT.toSeconds(), TimeUnit.SECONDS))
        .isEqualTo(new LookedUp.Settled(PRICE));
  }

  @Test
  void a_connected_wallet_pays_over_the_relay() throws InterruptedException {
    var wallet = wallet(ALICE);
    var all = new Connected.Usable(Msats.ofSats(10_000_000));
    assertThat(wiring.payers().connect(payer(wallet))).isEqualTo(all);
    var lnbc = made();
    assertThat(wiring.payers().lookUp(payer(wallet), hash(lnbc))).isEqualTo(PayerPayment.UNKNOWN);
    assertThat(wiring.payers().pay(payer(wallet), lnbc, WAIT)).isEqualTo(new Paid.Succeeded());
    assertThat(received.poll(WAIT.toSeconds(), TimeUnit.SECONDS)).isEqualTo(hash(lnbc));
    assertThat(platform().lookUp(hash(lnbc))).isEqualTo(new LookedUp.Settled(PRICE));
    assertThat(wiring.payers().lookUp(payer(wallet), hash(lnbc))).isEqualTo(PayerPayment.SETTLED);
    assertThat(wiring.payers().pay(payer(wallet), lnbc, WAIT)).isEqualTo(new Paid.Succeeded());
    assertThat(wiring.payers().connect(payer(wallet)))
        .isEqualTo(new Connected.Usable(Msats.ofSats(9_990_000)));
  }

  @Test
  void more_than_there_is_is_refused_in_the_wallets_words() {
    var much = Msats.ofSats(10_000_001);
    var lnbc = ((Made.Bolt11) platform().makeInvoice(much, "much", HOUR)).lnbc();
    assertThat(wiring.payers().pay(payer(wallet(ALICE)), lnbc, WAIT))
        .isEqualTo(new Paid.Refused("There isn’t enough play money left in this wallet"));
    assertThat(platform().lookUp(hash(lnbc))).isInstanceOf(LookedUp.Unsettled.class);
  }

  @Test
  void it_pays_invoices_of_this_demo_alone() {
    var others =
        "lnbc20m1pvjluezsp5zyg3zyg3zyg3zyg3zyg3zyg3zyg3zyg3zyg3zyg3zyg3zyg3zygspp5qqqsyqcyq5rqwzqfqqqsyqcyq5rqwzqfqqqsyqcyq5rqwzqfqypqhp58yjmdan79s6qqdhdzgynm4zwqd5d7xmw5fk98klysy043l2ahrqs9qrsgq7ea976txfraylvgzuxs8kgcw23ezlrszfnh8r6qtfpr6cxga50aj6txm9rxrydzd06dfeawfk6swupvz4erwnyutnjq7x39ymw6j38gp7ynn44";
    assertThat(play().pay(ALICE, others)).isInstanceOf(PlayWallets.Spent.Refused.class);
    assertThat(wiring.payers().pay(payer(wallet(ALICE)), others, WAIT))
        .isInstanceOf(Paid.Refused.class);
  }

  @Test
  void the_platforms_own_connection_cannot_pay() {
    assertThat(wallet(ALICE)).isNotEqualTo(wallet(BOB)).isEqualTo(wallet(ALICE));
    var unknown =
        new WalletConnection(
            wallet(ALICE).wallet(), wallet(ALICE).relays(), SecretKey.generate(), "");
    assertThat(wiring.payers().connect(payer(unknown)))
        .isEqualTo(new Connected.Refused("This wallet doesn’t know you"));
  }

  @Test
  void a_restart_forgets_nothing() {
    var open = made();
    var paid = made();
    play().pay(ALICE, paid);
    var wallet = wallet(ALICE);
    closeWallets();
    open();
    assertThat(platform().lookUp(hash(paid))).isEqualTo(new LookedUp.Settled(PRICE));
    assertThat(platform().lookUp(hash(open))).isInstanceOf(LookedUp.Unsettled.class);
    assertThat(wallet(ALICE)).isEqualTo(wallet);
    assertThat(wiring.payers().connect(payer(wallet)))
        .isEqualTo(new Connected.Usable(Msats.ofSats(9_990_000)));
  }

  @Test
  void its_file_is_private() throws IOException {
    made();
    for (var name : List.of("demo-wallet.json", "keys/demo-wallet.nsec")) {
      var file = home.resolve("data").resolve(name);
      assertThat(Files.getPosixFilePermissions(file)).as(name).hasSize(2);
    }
  }

  @Test
  void production_has_no_play_money() {
    var production =
        read(Map.of(
                "ROBOT_SECRET", "7f".repeat(32),
                "RELAY_DOMAIN", "relays.example.com",
                "DATA_DIR", "real",
                "SERVER_URL", "https://hosting.example.com"))
            .config();
    var doors = new WiringWallets.Doors(strangers, strangers, operators);
    try (var real = new WiringWallets(production, doors, InstantSource.system(), _ -> {})) {
      assertThat(real.routes()).isEmpty();
      assertThat(real.wallet()).isEmpty();
    }
    assertThat(home.resolve("real")).doesNotExist();
  }

  @Test
  void a_demo_with_a_wallet_of_its_own_has_no_play_money_either() {
    var given = read(Map.of("NWC_URL", wallet(ALICE).reveal())).config();
    var doors = new WiringWallets.Doors(strangers, strangers, operators);
    try (var real = new WiringWallets(given, doors, InstantSource.system(), _ -> {})) {
      assertThat(real.routes()).isEmpty();
      assertThat(real.wallet()).isPresent();
    }
    assertThat(wiring.routes().stream().map(Route::path))
        .containsExactly("/dev/wallet", "/dev/wallet/pay");
  }

  private String made() {
    var made = platform().makeInvoice(PRICE, "one month of growth", HOUR);
    assertThat(made).isInstanceOf(Made.Bolt11.class);
    return ((Made.Bolt11) made).lnbc();
  }

  private Wallet platform() {
    return wiring.wallet().orElseThrow();
  }

  private PlayWallets play() {
    return wiring.play().orElseThrow();
  }

  private static PayerWallets.Payer payer(WalletConnection wallet) {
    return new PayerWallets.Payer(ALICE, wallet);
  }

  private WalletConnection wallet(PublicKey of) {
    return play().connectionOf(of).orElseThrow();
  }

  private static String hash(String lnbc) {
    return PaymentRequest.parse(lnbc).terms().paymentHash();
  }

  private Config.Outcome read(Map<String, String> settings) {
    var outcome = Config.read(settings, home, false, Setting.Command.SERVE);
    assertThat(outcome.faults().all()).isEmpty();
    return outcome;
  }

  private static int freePort() throws IOException {
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
