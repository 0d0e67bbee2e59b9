package caravel.control.payment.nwc;

import static org.assertj.core.api.Assertions.assertThat;

import caravel.control.payment.PayerWallets;
import caravel.control.payment.PayerWallets.Connected;
import caravel.control.payment.PayerWallets.Paid;
import caravel.control.payment.PayerWallets.PayerPayment;
import caravel.control.payment.Wallet.LookedUp;
import caravel.control.payment.Wallet.Made;
import caravel.nostr.Event;
import caravel.nostr.Kinds;
import caravel.nostr.Msats;
import caravel.nostr.SecretKey;
import caravel.nostr.nwc.Encryption;
import caravel.nostr.nwc.Transaction;
import caravel.nostr.nwc.Transaction.Progress;
import caravel.nostr.nwc.WalletAnswer;
import caravel.nostr.nwc.WalletAnswer.Code;
import caravel.nostr.nwc.WalletConnection;
import caravel.nostr.nwc.WalletInfo;
import caravel.nostr.nwc.WalletRequest;
import caravel.outbound.WebSocketDialer;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// The adapter over real sockets, with a wallet that does as it should.
final class NwcTest {
  private static final Duration LONG = Duration.ofSeconds(30);
  private static final Duration HOUR = Duration.ofHours(1);
  private static final int TALKS = 100;

  private final WebSocketDialer dialer = WebSocketDialer.forOperator();
  private final WalletEnvironment environment =
      new WalletEnvironment(dialer, InstantSource.system(), new SecureRandom());
  private final NwcPayers payers = new NwcPayers(environment, environment);
  private final PaperRelay relay = new PaperRelay();
  private final PaperWallet wallet = new PaperWallet();

  @AfterEach
  void close() {
    dialer.close();
    relay.close();
  }

  @ParameterizedTest
  @EnumSource(Encryption.class)
  void the_platform_is_paid_in_the_encryption_that_its_wallet_speaks(Encryption encryption)
      throws InterruptedException {
    wallet.live(relay, encryption);
    var heard = new LinkedBlockingQueue<String>();
    try (var platform = NwcWallet.open(wallet.connection(relay), environment)) {
      platform.onReceived(heard::add);
      assertThat(platform.makeInvoice(PaperWallet.AMOUNT, "one month", HOUR))
          .isEqualTo(new Made.Bolt11(PaperWallet.LNBC));
      assertThat(platform.lookUp(PaperWallet.HASH))
          .isEqualTo(new LookedUp.Settled(PaperWallet.AMOUNT));
      relay.deliver(wallet.notification(encryption));
      assertThat(heard.poll(LONG.toSeconds(), TimeUnit.SECONDS)).isEqualTo(PaperWallet.HASH);
    }
    assertThat(wallet.asked)
        .containsExactly(
            new WalletRequest.MakeInvoice(PaperWallet.AMOUNT, "one month", 3_600L),
            new WalletRequest.LookupInvoice(PaperWallet.HASH));
    assertThat(relay.published)
        .allSatisfy(event ->
            assertThat(event.tagValue("encryption").orElse("nip04")).isEqualTo(encryption.word()));
  }

  @Test
  void who_hears_of_a_payment_may_look_it_up_at_once() throws InterruptedException {
    wallet.live(relay, Encryption.NIP44_V2);
    var found = new LinkedBlockingQueue<LookedUp>();
    try (var platform = NwcWallet.open(wallet.connection(relay), environment)) {
      platform.onReceived(hash -> found.add(platform.lookUp(hash)));
      platform.lookUp(PaperWallet.HASH);
      relay.deliver(wallet.notification(Encryption.NIP44_V2));
      assertThat(found.poll(LONG.toSeconds(), TimeUnit.SECONDS))
          .isEqualTo(new LookedUp.Settled(PaperWallet.AMOUNT));
    }
  }

  @Test
  void the_better_encryption_is_taken_where_both_are_spoken() {
    wallet.live(relay, Encryption.values());
    assertThat(pay(LONG)).isEqualTo(new Paid.Succeeded());
    assertThat(relay.published.getFirst().tagValue("encryption")).contains("nip44_v2");
  }

  @Test
  void a_tenants_wallet_is_asked_what_it_may_do_and_has_left() {
    wallet.live(relay, Encryption.NIP44_V2);
    assertThat(payers.connect(payer(wallet.connection(relay))))
        .isEqualTo(new Connected.Usable(new Msats(700)));
  }

  @Test
  void a_wallet_that_may_not_pay_is_refused() {
    wallet.live(relay, Encryption.NIP44_V2);
    wallet.answers =
        request ->
            request instanceof WalletRequest.GetInfo
                ? new WalletAnswer.Info("paper", "", Set.of("make_invoice"), Set.of())
                : PaperWallet.usual(request);
    assertThat(payers.connect(payer(wallet.connection(relay))))
        .isInstanceOf(Connected.Refused.class);
  }

  @Test
  void a_wallet_that_tells_no_budget_can_be_used() {
    var info = new WalletInfo(Set.of("pay_invoice"), Set.of(), Set.of(Encryption.NIP44_V2));
    wallet.live(relay, Encryption.NIP44_V2);
    relay.stored.clear();
    relay.stored.add(info.sign(wallet.key, 1));
    wallet.answers =
        request -> new WalletAnswer.Refused(request.method(), Code.NOT_IMPLEMENTED, "no");
    assertThat(payers.connect(payer(wallet.connection(relay))))
        .isEqualTo(new Connected.Usable(null));
  }

  @ParameterizedTest
  @EnumSource(Code.class)
  void a_refusal_is_definite_only_where_the_wallet_says_that_it_did_not_pay(Code code) {
    wallet.live(relay, Encryption.NIP44_V2);
    wallet.answers =
        request -> new WalletAnswer.Refused(request.method(), code, "No\u202e money.\n");
    var unclear = Set.of(Code.INTERNAL, Code.NOT_FOUND, Code.OTHER);
    if (unclear.contains(code)) {
      assertThat(pay(LONG)).isInstanceOf(Paid.Unknown.class);
    } else {
      assertThat(pay(LONG)).isEqualTo(new Paid.Refused("No money"));
    }
  }

  @Test
  void a_wallet_in_trouble_is_asked_what_became_of_the_payment() {
    wallet.live(relay, Encryption.NIP44_V2);
    wallet.answers =
        request ->
            request instanceof WalletRequest.PayInvoice
                ? new WalletAnswer.Refused("pay_invoice", Code.INTERNAL, "No route")
                : new WalletAnswer.InvoiceFound(outgoing(new Progress.Failed()));
    assertThat(pay(LONG)).isEqualTo(new Paid.Refused("No route"));
  }

  @Test
  void what_the_payer_says_of_a_payment() {
    wallet.live(relay, Encryption.NIP44_V2);
    assertThat(told(new Progress.Pending())).isEqualTo(PayerPayment.PENDING);
    assertThat(told(PaperWallet.settled())).isEqualTo(PayerPayment.SETTLED);
    assertThat(told(new Progress.Failed())).isEqualTo(PayerPayment.FAILED);
    assertThat(told(new Progress.Unclear("odd"))).isEqualTo(PayerPayment.UNKNOWN);
    wallet.answers = request -> new WalletAnswer.Refused(request.method(), Code.NOT_FOUND, "");
    assertThat(payers.lookUp(payer(wallet.connection(relay)), PaperWallet.HASH))
        .isEqualTo(PayerPayment.UNKNOWN);
  }

  @Test
  void what_is_unpaid_is_so_as_of_the_wallet_s_own_clock_before_it_could_sign() {
    wallet.live(relay, Encryption.NIP44_V2);
    var signed = Instant.ofEpochSecond(PaperWallet.stamp().now());
    try (var platform = NwcWallet.open(wallet.connection(relay), environment)) {
      for (var progress :
          List.of(new Progress.Pending(), new Progress.Expired(), new Progress.Failed())) {
        says(PaperWallet.incoming(progress));
        assertThat(platform.lookUp(PaperWallet.HASH))
            .isInstanceOfSatisfying(
                LookedUp.Unsettled.class,
                unpaid -> {
                  assertThat(unpaid.asOf())
                      .isBefore(signed)
                      .isAfter(signed.minus(NwcWallet.ANSWER_WAIT));
                  assertThat(unpaid.ended()).isEqualTo(!(progress instanceof Progress.Pending));
                });
      }
    }
  }

  @Test
  void what_the_platforms_wallet_says_of_an_invoice() {
    wallet.live(relay, Encryption.NIP44_V2);
    try (var platform = NwcWallet.open(wallet.connection(relay), environment)) {
      says(PaperWallet.incoming(new Progress.Pending()));
      assertThat(platform.lookUp(PaperWallet.HASH)).isInstanceOf(LookedUp.Unsettled.class);
      says(PaperWallet.incoming(new Progress.Unclear("odd")));
      assertThat(platform.lookUp(PaperWallet.HASH)).isInstanceOf(LookedUp.Unknown.class);
      says(outgoing(PaperWallet.settled()));
      assertThat(platform.lookUp(PaperWallet.HASH)).isInstanceOf(LookedUp.Unknown.class);
      says(PaperWallet.incoming(PaperWallet.settled()));
      assertThat(platform.lookUp("ab".repeat(32))).isInstanceOf(LookedUp.Unknown.class);
      wallet.answers = _ -> new WalletAnswer.Balance(new Msats(1));
      assertThat(platform.lookUp(PaperWallet.HASH)).isInstanceOf(LookedUp.Unknown.class);
      wallet.answers = request -> new WalletAnswer.Refused(request.method(), Code.NOT_FOUND, "");
      assertThat(platform.lookUp(PaperWallet.HASH)).isInstanceOf(LookedUp.NotFound.class);
      wallet.answers = request -> new WalletAnswer.Refused(request.method(), Code.INTERNAL, "");
      assertThat(platform.lookUp(PaperWallet.HASH)).isInstanceOf(LookedUp.Unknown.class);
      assertThat(platform.makeInvoice(PaperWallet.AMOUNT, "", HOUR))
          .isInstanceOf(Made.Refused.class);
    }
  }

  @Test
  void a_relay_that_asks_who_we_are_is_told() {
    relay.challenge = "say it";
    wallet.live(relay, Encryption.NIP44_V2);
    assertThat(pay(LONG)).isEqualTo(new Paid.Succeeded());
    assertThat(relay.signIns)
        .singleElement()
        .satisfies(event -> {
          assertThat(event.kind()).isEqualTo(Kinds.RELAY_AUTH);
          assertThat(event.check()).isEqualTo(Event.Check.GENUINE);
          assertThat(event.pubkey()).isEqualTo(wallet.client.publicKey());
          assertThat(event.tagValue("relay")).contains(relay.url());
        });
  }

  @Test
  void of_several_relays_one_that_lives_is_enough_and_the_wallet_is_asked_once() {
    try (var second = new PaperRelay();
        var dead = new PaperRelay()) {
      var connection = wallet.connection(dead, relay, second);
      dead.die();
      wallet.live(relay, Encryption.NIP44_V2);
      wallet.live(second, Encryption.NIP44_V2);
      assertThat(payers.pay(payer(connection), PaperWallet.LNBC, LONG))
          .isEqualTo(new Paid.Succeeded());
      assertThat(wallet.asked).hasSize(1);
    }
  }

  @Test
  void a_relay_that_does_not_take_a_request_gives_way_to_the_next() {
    try (var second = new PaperRelay()) {
      wallet.live(relay, Encryption.NIP44_V2);
      wallet.live(second, Encryption.NIP44_V2);
      relay.refusal = "blocked: not here";
      second.onRequest = (_, event) -> relay.keep(wallet.answer(event));
      var connection = wallet.connection(relay, second);
      assertThat(payers.pay(payer(connection), PaperWallet.LNBC, LONG))
          .isEqualTo(new Paid.Succeeded());
      assertThat(wallet.asked).hasSize(1);
      second.refusal = "blocked: nor here";
      assertThat(payers.pay(payer(connection), PaperWallet.LNBC, LONG))
          .isInstanceOfSatisfying(
              Paid.Unknown.class, unknown -> assertThat(unknown.why()).contains("blocked"));
    }
  }

  @Test
  void a_relay_that_gets_ready_between_two_looks_is_not_taken_for_unreached() throws Exception {
    wallet.live(relay, Encryption.NIP44_V2);
    var connection = wallet.connection(relay);
    Callable<Connected> conversation = () -> payers.connect(payer(connection));
    try (var together = Executors.newVirtualThreadPerTaskExecutor()) {
      for (var answer : together.invokeAll(Collections.nCopies(TALKS, conversation))) {
        assertThat(answer.get()).isEqualTo(new Connected.Usable(new Msats(700)));
      }
    }
  }

  @Test
  void the_platforms_wallet_is_dialled_again_when_a_connection_is_lost() {
    wallet.live(relay, Encryption.NIP44_V2);
    try (var platform = NwcWallet.open(wallet.connection(relay), environment)) {
      assertThat(platform.lookUp(PaperWallet.HASH)).isInstanceOf(LookedUp.Settled.class);
      relay.hangUp();
      Awaitility.await()
          .atMost(LONG)
          .until(() -> platform.lookUp(PaperWallet.HASH) instanceof LookedUp.Settled);
    }
    Awaitility.await().atMost(LONG).until(() -> relay.clients() == 0);
  }

  @Test
  void a_request_that_waits_is_in_nobodys_way() throws InterruptedException {
    wallet.live(relay, Encryption.NIP44_V2);
    var held = new LinkedBlockingQueue<Event>();
    var asked = new CountDownLatch(1);
    relay.onRequest =
        (_, event) -> {
          var answer = wallet.answer(event);
          if (wallet.asked.getLast() instanceof WalletRequest.MakeInvoice) {
            held.add(answer);
            asked.countDown();
          } else {
            relay.deliver(answer);
          }
        };
    try (var platform = NwcWallet.open(wallet.connection(relay), environment)) {
      var made = new LinkedBlockingQueue<Made>();
      Thread.startVirtualThread(() -> made.add(platform.makeInvoice(PaperWallet.AMOUNT, "", HOUR)));
      assertThat(asked.await(LONG.toSeconds(), TimeUnit.SECONDS)).isTrue();
      assertThat(platform.lookUp(PaperWallet.HASH)).isInstanceOf(LookedUp.Settled.class);
      assertThat(made).isEmpty();
      relay.deliver(held.remove());
      assertThat(made.poll(LONG.toSeconds(), TimeUnit.SECONDS)).isInstanceOf(Made.Bolt11.class);
    }
  }

  private static PayerWallets.Payer payer(WalletConnection connection) {
    return new PayerWallets.Payer(SecretKey.generate().publicKey(), connection);
  }

  private Paid pay(Duration wait) {
    return payers.pay(payer(wallet.connection(relay)), PaperWallet.LNBC, wait);
  }

  private PayerPayment told(Progress progress) {
    says(outgoing(progress));
    return payers.lookUp(payer(wallet.connection(relay)), PaperWallet.HASH);
  }

  private void says(Transaction transaction) {
    wallet.answers = _ -> new WalletAnswer.InvoiceFound(transaction);
  }

  private static Transaction outgoing(Progress progress) {
    return PaperWallet.transaction(Transaction.Direction.OUTGOING, progress, PaperWallet.HASH);
  }
}
