package caravel.control.payment.nwc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import caravel.control.notify.Messenger.NamedBy;
import caravel.control.notify.Messenger.Posted;
import caravel.control.notify.Messenger.Relay;
import caravel.control.notify.nostr.NostrMessenger;
import caravel.control.payment.PayerWallets;
import caravel.control.payment.PayerWallets.Connected;
import caravel.control.payment.PayerWallets.Paid;
import caravel.control.payment.PayerWallets.PayerPayment;
import caravel.control.payment.Wallet.LookedUp;
import caravel.nostr.Event;
import caravel.nostr.Kinds;
import caravel.nostr.SecretKey;
import caravel.nostr.nwc.Encryption;
import caravel.nostr.nwc.WalletConnection;
import caravel.outbound.RelayConnection;
import caravel.outbound.RelayDialer.DialResult;
import caravel.outbound.WebSocketDialer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// M3 and M11: neither some tenants' wallets nor a month's end exhausts resources that others need.
/// Sockets are real; names are resolved by the test.
final class ExhaustionTest {
  private static final Duration LONG = Duration.ofSeconds(30);
  private static final int RELAYS_MAX = 8;
  private static final int TARPIT_BACKLOG = 512;

  private final SlowNames names = new SlowNames();
  private final WebSocketDialer paymentDoor = names.door();
  private final WebSocketDialer connectingDoor = names.door();
  private final WebSocketDialer noticeDoor = names.door();
  private final NwcPayers payers = new NwcPayers(outside(paymentDoor), outside(connectingDoor));
  private final PaperRelay relay = new PaperRelay();
  private final PaperWallet wallet = new PaperWallet();
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

  @AfterEach
  void close() {
    names.close();
    paymentDoor.close();
    connectingDoor.close();
    noticeDoor.close();
    relay.close();
    threads.close();
  }

  @Test
  void m3_a_wallet_under_eight_dead_names_delays_no_other_tenant_and_no_notice() {
    wallet.live(relay, Encryption.NIP44_V2);
    var connecting = start(() -> payers.connect(payer(dead())));
    await().until(() -> names.waiting() > 0);

    assertThat(payers.connect(payer(bobs()))).isInstanceOf(Connected.Usable.class);
    assertThat(payers.pay(payer(bobs()), PaperWallet.LNBC, LONG)).isEqualTo(new Paid.Succeeded());
    assertThat(post()).isInstanceOf(Posted.Taken.class);
    assertThat(connecting).as("the dead names are still looked up").isNotDone();
    assertThat(names.waiting()).as("look-ups of one tenant").isLessThan(RELAYS_MAX);
    assertThat(connecting.join()).isInstanceOf(Connected.Unreachable.class);
  }

  /// A wallet whose names have died since it was connected is asked to pay.
  @Test
  void m3_a_payment_to_a_wallet_under_dead_names_delays_no_other_payment() {
    wallet.live(relay, Encryption.NIP44_V2);
    var paying = start(() -> payers.pay(payer(dead()), PaperWallet.LNBC, LONG));
    await().until(() -> names.waiting() > 0);
    assertThat(payers.pay(payer(bobs()), PaperWallet.LNBC, LONG)).isEqualTo(new Paid.Succeeded());
    assertThat(paying).isNotDone();
    assertThat(paying.join())
        .as("its own name servers are at fault")
        .isInstanceOf(Paid.Unreachable.class);
  }

  @Test
  void m3_sixteen_tarpit_connections_delay_no_other_tenant() throws IOException {
    wallet.live(relay, Encryption.NIP44_V2);
    try (var tarpit = new ServerSocket(0, TARPIT_BACKLOG, InetAddress.getLoopbackAddress())) {
      var relays =
          IntStream.range(0, RELAYS_MAX)
              .mapToObj(i -> "ws://relay" + i + ".example:" + tarpit.getLocalPort())
              .toList();
      var connecting = new ArrayList<CompletableFuture<Connected>>();
      for (var i = 0; i < 16; i++) {
        connecting.add(start(() -> payers.connect(payer(at(relays)))));
      }
      tarpit.accept();
      assertThat(payers.connect(payer(bobs()))).isInstanceOf(Connected.Usable.class);
      assertThat(payers.pay(payer(bobs()), PaperWallet.LNBC, LONG)).isEqualTo(new Paid.Succeeded());
      assertThat(post()).isInstanceOf(Posted.Taken.class);
      assertThat(connecting).as("all are still in the tarpit").noneMatch(CompletableFuture::isDone);
      connecting.forEach(one -> assertThat(one.join()).isInstanceOf(Connected.Unreachable.class));
    }
  }

  @Test
  void m3_a_tenant_takes_one_place_in_each_pool() {
    wallet.live(relay, Encryption.NIP44_V2);
    var alice = SecretKey.generate();
    var dead = new PayerWallets.Payer(alice.publicKey(), dead());
    var connecting = start(() -> payers.connect(dead));
    await().until(() -> names.waiting() > 0);
    var live = new PayerWallets.Payer(alice.publicKey(), bobs());
    assertThat(payers.pay(live, PaperWallet.LNBC, LONG))
        .as("payments are another pool")
        .isEqualTo(new Paid.Succeeded());
    assertThat(payers.connect(live)).isEqualTo(new Connected.Busy());
    assertThat(connecting.join()).isInstanceOf(Connected.Unreachable.class);
    names.close();
    await().until(() -> payers.connect(live) instanceof Connected.Usable);
  }

  /// The answer "busy" is passed on unchanged: no wallet was asked, and none refused.
  @Test
  void m3_without_a_free_connection_no_wallet_was_asked() {
    wallet.live(relay, Encryption.NIP44_V2);
    var sockets = new ArrayList<RelayConnection>();
    for (var dialer : List.of(paymentDoor, connectingDoor)) {
      for (var i = 0; i < WebSocketDialer.SOCKETS_MAX; i++) {
        assertThat(dialer.dial(relay.url()))
            .isInstanceOfSatisfying(DialResult.Open.class, open -> sockets.add(open.connection()));
      }
    }
    assertThat(payers.pay(payer(bobs()), PaperWallet.LNBC, LONG)).isEqualTo(new Paid.Unasked());
    assertThat(payers.connect(payer(bobs()))).isEqualTo(new Connected.Busy());
    assertThat(payers.lookUp(payer(bobs()), PaperWallet.HASH)).isEqualTo(PayerPayment.UNKNOWN);
    assertThat(relay.published).isEmpty();
    sockets.forEach(RelayConnection::close);
    await()
        .until(() -> payers.pay(payer(bobs()), PaperWallet.LNBC, LONG) instanceof Paid.Succeeded);
  }

  /// M11: at a month's end 200 invoices are looked up at once. 64 requests may run at once; the
  /// rest wait instead of failing as if the wallet were silent.
  @Test
  void m11_two_hundred_questions_at_once_are_all_answered_by_the_platforms_wallet() {
    wallet.live(relay, Encryption.NIP44_V2);
    var requests = new ConcurrentLinkedQueue<Event>();
    relay.onRequest = (_, event) -> requests.add(event);
    try (var platform = NwcWallet.open(wallet.connection(relay), outside(paymentDoor))) {
      var asked = new ArrayList<CompletableFuture<LookedUp>>();
      for (var i = 0; i < 200; i++) {
        asked.add(start(() -> platform.lookUp(PaperWallet.HASH)));
      }
      await().until(() -> requests.size() == WalletRequests.QUESTIONS_MAX);
      assertThat(asked).as("nobody was turned away").noneMatch(CompletableFuture::isDone);
      relay.onRequest = (_, event) -> relay.deliver(wallet.answer(event));
      requests.forEach(request -> relay.deliver(wallet.answer(request)));
      assertThat(asked).allSatisfy(one -> assertThat(one.join()).isEqualTo(SETTLED));
    }
  }

  private static final LookedUp SETTLED = new LookedUp.Settled(PaperWallet.AMOUNT);

  private static WalletEnvironment outside(WebSocketDialer dialer) {
    return new WalletEnvironment(dialer, InstantSource.system(), new SecureRandom());
  }

  private <T> CompletableFuture<T> start(Supplier<T> work) {
    return CompletableFuture.supplyAsync(work, threads);
  }

  private WalletConnection dead() {
    return at(IntStream.range(0, RELAYS_MAX).mapToObj(i -> "ws://" + SlowNames.dead(i)).toList());
  }

  private WalletConnection at(List<String> relays) {
    return new WalletConnection(wallet.key.publicKey(), relays, wallet.client, "");
  }

  private WalletConnection bobs() {
    return at(List.of(relay.url().replace("localhost", "bob.example")));
  }

  private static PayerWallets.Payer payer(WalletConnection connection) {
    return new PayerWallets.Payer(SecretKey.generate().publicKey(), connection);
  }

  private Posted post() {
    var robot = SecretKey.generate();
    var messenger = new NostrMessenger(noticeDoor, noticeDoor, robot, InstantSource.system());
    var notice = Event.sign(robot, 1, Kinds.GIFT_WRAP, List.of(), "");
    var url = relay.url().replace("localhost", "bob.example");
    return messenger.post(new Relay(url, NamedBy.STRANGER, "bob"), notice);
  }
}
