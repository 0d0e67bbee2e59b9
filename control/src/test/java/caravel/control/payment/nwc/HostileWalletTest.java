package caravel.control.payment.nwc;

import static org.assertj.core.api.Assertions.assertThat;

import caravel.control.payment.PayerWallets;
import caravel.control.payment.PayerWallets.Connected;
import caravel.control.payment.PayerWallets.Paid;
import caravel.control.payment.PayerWallets.PayerPayment;
import caravel.nostr.Event;
import caravel.nostr.EventId;
import caravel.nostr.Hex;
import caravel.nostr.RelayMessage;
import caravel.nostr.SecretKey;
import caravel.nostr.nwc.Encryption;
import caravel.nostr.nwc.Nip47;
import caravel.nostr.nwc.Transaction;
import caravel.nostr.nwc.WalletAnswer;
import caravel.nostr.nwc.WalletConnection;
import caravel.nostr.nwc.WalletInfo;
import caravel.outbound.RelayConnection;
import caravel.outbound.WebSocketDialer;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Wallets and relays that mean no good, or are broken: what they do is never taken for a payment,
/// nor for none.
final class HostileWalletTest {
  private static final Duration LONG = Duration.ofSeconds(30);
  private static final Duration SHORT = Duration.ofSeconds(3);

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

  @Test
  void a_wallet_that_never_answers_is_unknown() {
    wallet.live(relay, Encryption.NIP44_V2);
    relay.onRequest = (_, _) -> {};
    assertThat(pay(SHORT)).isInstanceOf(Paid.Unknown.class);
    assertThat(relay.published).hasSize(1);
  }

  @Test
  void an_answer_that_is_late_changes_nothing() {
    wallet.live(relay, Encryption.NIP44_V2);
    var late = new ArrayList<Event>();
    relay.onRequest = (_, event) -> late.add(wallet.answer(event));
    assertThat(pay(SHORT)).isInstanceOf(Paid.Unknown.class);
    relay.onRequest =
        (_, event) -> {
          relay.deliver(late.getFirst());
          relay.deliver(wallet.answer(event));
        };
    wallet.answers =
        _ ->
            new WalletAnswer.InvoiceFound(
                PaperWallet.transaction(
                    Transaction.Direction.OUTGOING, PaperWallet.settled(), PaperWallet.HASH));
    assertThat(payers.lookUp(payer(wallet.connection(relay)), PaperWallet.HASH))
        .isEqualTo(PayerPayment.SETTLED);
  }

  @Test
  void the_first_of_two_answers_counts() {
    wallet.live(relay, Encryption.NIP44_V2);
    relay.onRequest =
        (_, event) -> {
          relay.deliver(wallet.answer(event));
          wallet.answers =
              request -> new WalletAnswer.Refused(request.method(), OTHER, "already under way");
          relay.deliver(wallet.answer(event));
        };
    assertThat(pay(LONG)).isEqualTo(new Paid.Succeeded());
  }

  @Test
  void what_is_not_the_wallets_answer_to_this_request_is_passed_over() {
    wallet.live(relay, Encryption.NIP44_V2);
    var mallory = SecretKey.generate();
    relay.onRequest =
        (context, event) -> {
          var received = wallet.read(event);
          var refused = new WalletAnswer.Refused("pay_invoice", PAYMENT_FAILED, "lies");
          var right = wallet.answer(event);
          var wrong =
              List.of(
                  // Signed by somebody else.
                  Nip47.response(mallory, received, refused, PaperWallet.stamp()),
                  // Somebody else's signature under the wallet's name.
                  new Event(
                      right.id(),
                      right.unsigned(),
                      Nip47.response(mallory, received, refused, PaperWallet.stamp()).sig()),
                  // Another id than its own.
                  new Event(new EventId("ab".repeat(32)), right.unsigned(), right.sig()),
                  // The answer to another request.
                  Nip47.response(
                      wallet.key,
                      new Nip47.Received(
                          new EventId("cd".repeat(32)),
                          received.client(),
                          Long.MAX_VALUE,
                          received.request()),
                      refused,
                      PaperWallet.stamp()),
                  // A request, not an answer.
                  event);
          for (var one : wrong) {
            PaperRelay.send(context, new RelayMessage.EventFor("answer", one));
          }
          relay.deliver(right);
        };
    assertThat(pay(LONG)).isEqualTo(new Paid.Succeeded());
  }

  @Test
  void an_answer_that_names_nobody_is_for_who_asked() {
    wallet.live(relay, Encryption.NIP44_V2);
    relay.onRequest =
        (_, event) -> {
          var right = wallet.answer(event);
          relay.deliver(
              Event.sign(
                  wallet.key,
                  right.createdAt(),
                  right.kind(),
                  List.of(List.of("e", event.id().hex())),
                  right.content()));
        };
    assertThat(pay(LONG)).isEqualTo(new Paid.Succeeded());
  }

  /// Found out at once, not after a minute.
  @ParameterizedTest
  @ValueSource(
      strings = {"", "garbage", "garbage?iv=garbage", "AgAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"})
  void an_answer_of_the_wallets_that_cannot_be_read_is_unknown(String content) {
    wallet.live(relay, Encryption.NIP44_V2);
    relay.onRequest =
        (_, event) ->
            relay.deliver(
                Event.sign(
                    wallet.key,
                    event.createdAt(),
                    Nip47.RESPONSE,
                    List.of(
                        List.of("p", wallet.client.publicKey().hex()),
                        List.of("e", event.id().hex())),
                    content));
    var start = System.nanoTime();
    assertThat(pay(LONG)).isInstanceOf(Paid.Unknown.class);
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(LONG.dividedBy(2));
  }

  @Test
  void a_connection_that_is_lost_after_the_request_is_unknown_at_once() {
    wallet.live(relay, Encryption.NIP44_V2);
    relay.onRequest = (_, _) -> relay.hangUp();
    var start = System.nanoTime();
    assertThat(pay(LONG)).isInstanceOf(Paid.Unknown.class);
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(LONG.dividedBy(2));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2})
  void a_relay_that_sends_rubbish_does_not_hide_the_answer_or_is_left(int kind) {
    wallet.live(relay, Encryption.NIP44_V2);
    relay.onRequest =
        (context, event) -> {
          switch (kind) {
            case 0 ->
                List.of("{}", "[]", "[\"EVENT\"]", "null", "[\"OK\",1]").forEach(context::send);
            case 1 -> context.send("a".repeat(RelayConnection.MESSAGE_BYTES_MAX + 1));
            default -> {
              for (int i = 0; i <= WalletRelaySession.MESSAGES_MAX; i++) {
                PaperRelay.send(context, new RelayMessage.Notice("hello"));
              }
            }
          }
          relay.deliver(wallet.answer(event));
        };
    if (kind == 0) {
      assertThat(pay(LONG)).isEqualTo(new Paid.Succeeded());
    } else {
      assertThat(pay(LONG)).isInstanceOf(Paid.Unknown.class);
    }
  }

  @Test
  void a_proof_of_another_payment_is_none() {
    wallet.live(relay, Encryption.NIP44_V2);
    wallet.answers = _ -> new WalletAnswer.Paid("0e".repeat(32), null);
    assertThat(pay(LONG)).isInstanceOf(Paid.Unknown.class);
    wallet.answers = _ -> new WalletAnswer.Paid(null, null);
    assertThat(pay(LONG)).isEqualTo(new Paid.Succeeded());
    wallet.answers = _ -> new WalletAnswer.Other("odd");
    assertThat(pay(LONG)).isInstanceOf(Paid.Unknown.class);
  }

  @Test
  void what_another_key_says_of_the_wallet_is_not_believed() {
    var info = new WalletInfo(PaperWallet.METHODS, Set.of(), Set.of(Encryption.NIP04));
    wallet.live(relay, Encryption.NIP44_V2);
    relay.stored.clear();
    relay.stored.add(info.sign(SecretKey.generate(), 2_000_000_000));
    assertThat(pay(Duration.ofSeconds(1)))
        .isEqualTo(new Paid.Unreachable("The wallet could not be reached"));
    assertThat(relay.published).isEmpty();
  }

  @Test
  void where_nothing_was_sent_nothing_was_paid() {
    wallet.live(relay, Encryption.NIP44_V2);
    var connection = wallet.connection(relay);
    relay.die();
    assertThat(payers.pay(payer(connection), PaperWallet.LNBC, LONG))
        .isEqualTo(new Paid.Unreachable("The wallet could not be reached"));
    assertThat(payers.connect(payer(connection)))
        .isEqualTo(new Connected.Unreachable("The wallet could not be reached"));
    assertThat(payers.lookUp(payer(connection), PaperWallet.HASH)).isEqualTo(PayerPayment.UNKNOWN);
  }

  @Test
  void a_tenant_cannot_have_us_dial_inside() {
    try (var guarded = WebSocketDialer.forStrangers(null)) {
      var around = new WalletEnvironment(guarded, InstantSource.system(), new SecureRandom());
      var guard = new NwcPayers(around, around);
      wallet.live(relay, Encryption.NIP44_V2);
      assertThat(guard.connect(payer(wallet.connection(relay))))
          .isInstanceOf(Connected.Unreachable.class);
      var inside =
          new WalletConnection(
              wallet.key.publicKey(),
              List.of("wss://127.0.0.1", "wss://localhost"),
              wallet.client,
              "");
      assertThat(guard.pay(payer(inside), PaperWallet.LNBC, LONG))
          .isInstanceOf(Paid.Unreachable.class);
      assertThat(relay.clients()).isZero();
    }
  }

  @Test
  void words_of_a_wallet_are_cleaned_and_bounded() {
    var secret = Hex.encode(new byte[32]);
    assertThat(WalletText.clean("a\u0000b\u202ec\n\nd " + secret, 200)).isEqualTo("a b c d …");
    assertThat(WalletText.clean("nostr+walletconnect://abc?secret=1 x", 200)).isEqualTo("… x");
    assertThat(WalletText.clean("😀".repeat(300), 200)).isEqualTo("😀".repeat(200) + "…");
    assertThat(WalletText.sentence(new WalletAnswer.Refused("", QUOTA_EXCEEDED, " \n")))
        .isEqualTo("The budget of this connection is used up");
  }

  private static PayerWallets.Payer payer(WalletConnection connection) {
    return new PayerWallets.Payer(SecretKey.generate().publicKey(), connection);
  }

  private Paid pay(Duration wait) {
    return payers.pay(payer(wallet.connection(relay)), PaperWallet.LNBC, wait);
  }

  private static final WalletAnswer.Code OTHER = WalletAnswer.Code.OTHER;
  private static final WalletAnswer.Code PAYMENT_FAILED = WalletAnswer.Code.PAYMENT_FAILED;
  private static final WalletAnswer.Code QUOTA_EXCEEDED = WalletAnswer.Code.QUOTA_EXCEEDED;
}
