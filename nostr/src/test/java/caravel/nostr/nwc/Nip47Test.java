package caravel.nostr.nwc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import caravel.nostr.Event;
import caravel.nostr.MalformedException;
import caravel.nostr.Msats;
import caravel.nostr.Nip44;
import caravel.nostr.NostrToolsPeer;
import caravel.nostr.SecretKey;
import caravel.nostr.Stamp;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

final class Nip47Test {
  private static final long NOW = 1_800_000_000;
  private static final String HASH = "ab".repeat(32);
  private static final SecretKey WALLET = NostrToolsPeer.BOB;
  private static final WalletConnection CONNECTION =
      new WalletConnection(
          WALLET.publicKey(), List.of("wss://a.example"), NostrToolsPeer.ALICE, "");
  private static final Stamp STAMP = new Stamp(NOW, new Random(47));

  private static Transaction transaction(Transaction.Progress progress) {
    return new Transaction(
        Transaction.Direction.INCOMING,
        "lnbcrt1",
        HASH,
        Msats.ofSats(10_000),
        "one \"month\"",
        NOW,
        NOW + 3_600,
        progress);
  }

  static Stream<WalletRequest> requests() {
    return Stream.of(
        new WalletRequest.MakeInvoice(Msats.ofSats(10_000), "ß 😀 \"month\"", 3_600L),
        new WalletRequest.MakeInvoice(new Msats(1), "", null),
        new WalletRequest.LookupInvoice(HASH),
        new WalletRequest.LookupByInvoice("lnbcrt1"),
        new WalletRequest.PayInvoice("lnbcrt1", null),
        new WalletRequest.PayInvoice("lnbcrt1", new Msats(21)),
        new WalletRequest.GetInfo(),
        new WalletRequest.GetBalance(),
        new WalletRequest.GetBudget(),
        new WalletRequest.Other("sign_message"));
  }

  static Stream<WalletAnswer> answers() {
    return Stream.concat(
        Stream.of(
            new WalletAnswer.InvoiceMade(transaction(new Transaction.Progress.Pending())),
            new WalletAnswer.InvoiceFound(
                transaction(new Transaction.Progress.Settled(NOW + 5, HASH))),
            new WalletAnswer.InvoiceFound(transaction(new Transaction.Progress.Settled(0, null))),
            new WalletAnswer.InvoiceFound(transaction(new Transaction.Progress.Expired())),
            new WalletAnswer.InvoiceFound(transaction(new Transaction.Progress.Failed())),
            new WalletAnswer.InvoiceFound(transaction(new Transaction.Progress.Unclear("held"))),
            new WalletAnswer.Paid(HASH, new Msats(3)),
            new WalletAnswer.Paid(null, null),
            new WalletAnswer.Info(
                "shop", "regtest", Set.of("get_info", "pay_invoice"), Set.of("payment_received")),
            new WalletAnswer.Balance(new Msats(0)),
            new WalletAnswer.Budget(new Msats(1), new Msats(2), "monthly"),
            new WalletAnswer.Budget(null, null, ""),
            new WalletAnswer.Other("sign_message")),
        Stream.of(WalletAnswer.Code.values())
            .map(code -> new WalletAnswer.Refused("pay_invoice", code, "no, \"sorry\"")));
  }

  private static Event request(Encryption encryption, WalletRequest request) {
    return Nip47.request(CONNECTION, encryption, request, STAMP);
  }

  @ParameterizedTest
  @MethodSource("requests")
  void a_request_comes_to_the_wallet_as_it_was_sent(WalletRequest request) {
    for (var encryption : Encryption.values()) {
      var event = request(encryption, request);
      assertThat(event.kind()).isEqualTo(23_194);
      assertThat(event.content()).doesNotContain("lnbcrt");
      assertThat(Nip47.readRequest(event, WALLET))
          .isEqualTo(
              new Nip47.Received(
                  event.id(),
                  new Nip47.Client(CONNECTION.client(), encryption),
                  NOW + 120,
                  request));
    }
  }

  @ParameterizedTest
  @MethodSource("answers")
  void an_answer_comes_to_the_client_as_it_was_sent(WalletAnswer answer) {
    for (var encryption : Encryption.values()) {
      var received = Nip47.readRequest(request(encryption, new WalletRequest.GetInfo()), WALLET);
      var event = Nip47.response(WALLET, received, answer, STAMP);
      assertThat(event.kind()).isEqualTo(23_195);
      assertThat(event.content().contains("?iv=")).isEqualTo(encryption == Encryption.NIP04);
      assertThat(Nip47.readResponse(event, CONNECTION))
          .isEqualTo(new Nip47.Answered(received.id(), answer));
    }
  }

  @ParameterizedTest
  @EnumSource(Encryption.class)
  void a_notification_comes_to_the_client_as_it_was_sent(Encryption encryption) {
    var settled = transaction(new Transaction.Progress.Settled(NOW, HASH));
    for (var notification :
        List.of(
            new WalletNotification.PaymentReceived(settled),
            new WalletNotification.PaymentSent(settled),
            new WalletNotification.Other("hold_invoice_accepted"))) {
      var event =
          Nip47.notification(
              WALLET, new Nip47.Client(CONNECTION.client(), encryption), notification, STAMP);
      assertThat(event.kind()).isEqualTo(encryption == Encryption.NIP04 ? 23_196 : 23_197);
      assertThat(Nip47.readNotification(event, CONNECTION)).isEqualTo(notification);
    }
  }

  @Test
  void the_request_of_nostr_tools_is_read() {
    var received =
        Nip47.readRequest(NostrToolsPeer.event(NostrToolsPeer.VECTORS.get("request")), WALLET);
    assertThat(received.request()).isEqualTo(new WalletRequest.PayInvoice("lnbcrt1", null));
    assertThat(received.client().key()).isEqualTo(NostrToolsPeer.ALICE.publicKey());
    assertThat(received.client().encryption()).isEqualTo(Encryption.NIP04);
    assertThat(received.expiresAt()).isEqualTo(Long.MAX_VALUE);
  }

  @Test
  void the_answers_of_the_specification_are_read() {
    assertThat(
            WalletAnswer.parse(
                """
                {"result_type":"pay_invoice","result":{"preimage":"%s","fees_paid":123}}\
                """
                    .formatted(HASH.toUpperCase(java.util.Locale.ROOT))))
        .isEqualTo(new WalletAnswer.Paid(HASH, new Msats(123)));
    assertThat(
            WalletAnswer.parse(
                """
                {"result_type":"pay_invoice","error":{"code":"QUOTA_EXCEEDED","message":"too much"},
                "result":null}\
                """))
        .isEqualTo(
            new WalletAnswer.Refused("pay_invoice", WalletAnswer.Code.QUOTA_EXCEEDED, "too much"));
    assertThat(WalletAnswer.parse("{\"error\":{\"code\":\"SOME_NEW\"}}"))
        .isEqualTo(new WalletAnswer.Refused("", WalletAnswer.Code.OTHER, ""));
    assertThat(
            WalletAnswer.parse(
                """
                {"result_type":"get_info","result":{"alias":"a","color":"#fff","pubkey":"02",
                "network":"mainnet","block_height":1,"methods":["pay_invoice",3],
                "notifications":null}}\
                """))
        .isEqualTo(new WalletAnswer.Info("a", "mainnet", Set.of("pay_invoice"), Set.of()));
  }

  @Test
  void an_older_wallet_reports_settlement_by_time_and_never_by_a_preimage() {
    var start = "{\"result_type\":\"lookup_invoice\",\"result\":{\"payment_hash\":\"" + HASH;
    var settled = start + "\",\"amount\":5,\"preimage\":\"" + HASH + "\",\"settled_at\":7}}";
    assertThat(progress(settled)).isEqualTo(new Transaction.Progress.Settled(7, HASH));
    var open = start + "\",\"amount\":5,\"preimage\":\"" + HASH + "\",\"settled_at\":null}}";
    assertThat(progress(open)).isEqualTo(new Transaction.Progress.Pending());
    var contradictory = start + "\",\"amount\":5,\"state\":\"pending\",\"settled_at\":7}}";
    assertThat(progress(contradictory)).isEqualTo(new Transaction.Progress.Pending());
  }

  private static Transaction.Progress progress(String json) {
    return ((WalletAnswer.InvoiceFound) WalletAnswer.parse(json)).transaction().progress();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "[]",
        "{}",
        "null",
        "{\"result_type\":\"pay_invoice\"}",
        "{\"result_type\":3}",
        "{\"result_type\":\"pay_invoice\",\"result\":null}",
        "{\"result_type\":\"pay_invoice\",\"result\":[]}",
        "{\"result_type\":\"get_balance\",\"result\":{}}",
        "{\"result_type\":\"get_balance\",\"result\":{\"balance\":-1}}",
        "{\"result_type\":\"get_balance\",\"result\":{\"balance\":1.5}}",
        "{\"result_type\":\"get_balance\",\"result\":{\"balance\":\"1\"}}",
        "{\"result_type\":\"get_balance\",\"result\":{\"balance\":9223372036854775807}}",
        "{\"result_type\":\"get_balance\",\"result\":{\"balance\":99999999999999999999}}",
        "{\"result_type\":\"make_invoice\",\"result\":{\"amount\":1}}",
        "{\"result_type\":\"make_invoice\",\"result\":{\"amount\":1,\"payment_hash\":\"00\"}}",
        "{\"error\":\"no\"}",
        "{\"error\":{\"code\":5}}"
      })
  void an_invalid_answer_is_refused(String json) {
    assertThatThrownBy(() -> WalletAnswer.parse(json)).isInstanceOf(MalformedException.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{}",
        "{\"method\":null}",
        "{\"method\":\"pay_invoice\"}",
        "{\"method\":\"pay_invoice\",\"params\":{\"invoice\":7}}",
        "{\"method\":\"make_invoice\",\"params\":{}}",
        "{\"method\":\"make_invoice\",\"params\":{\"amount\":-5}}",
        "{\"method\":\"lookup_invoice\",\"params\":{}}",
        "{\"method\":\"lookup_invoice\",\"params\":{\"payment_hash\":\"00\"}}",
        "{\"method\":\"get_info\",\"params\":[]}"
      })
  void an_invalid_request_is_refused(String json) {
    assertThatThrownBy(() -> WalletRequest.parse(json)).isInstanceOf(MalformedException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "{}", "{\"notification_type\":\"payment_received\"}", "7"})
  void an_invalid_notification_is_refused(String json) {
    assertThatThrownBy(() -> WalletNotification.parse(json)).isInstanceOf(MalformedException.class);
  }

  @Test
  void events_of_others_for_others_or_not_genuine_are_refused() {
    var request = request(Encryption.NIP44_V2, new WalletRequest.GetInfo());
    var received = Nip47.readRequest(request, WALLET);
    var answer = new WalletAnswer.Balance(new Msats(1));
    var response = Nip47.response(WALLET, received, answer, STAMP);
    var byEve = Nip47.response(NostrToolsPeer.EVE, received, answer, STAMP);
    assertThatThrownBy(() -> Nip47.readRequest(request, NostrToolsPeer.EVE))
        .isInstanceOf(MalformedException.class)
        .hasMessageContaining("another recipient");
    assertThatThrownBy(() -> Nip47.readRequest(request.withoutSignature(), WALLET))
        .hasMessageContaining("signature");
    assertThatThrownBy(() -> Nip47.readRequest(response, WALLET))
        .hasMessageContaining("no request");
    assertThatThrownBy(() -> Nip47.readResponse(byEve, CONNECTION))
        .isInstanceOf(MalformedException.class)
        .hasMessageContaining("another key");
    assertThatThrownBy(() -> Nip47.readResponse(response.withoutSignature(), CONNECTION))
        .hasMessageContaining("signature");
    assertThatThrownBy(() ->
            Nip47.readResponse(
                new Event(response.id(), response.unsigned(), byEve.sig()), CONNECTION))
        .hasMessageContaining("signature");
    assertThatThrownBy(() -> Nip47.readResponse(request, CONNECTION))
        .hasMessageContaining("no wallet's answer");
    assertThatThrownBy(() -> Nip47.readNotification(response, CONNECTION))
        .hasMessageContaining("no wallet's notification");
    var toEve =
        Nip47.notification(
            WALLET,
            new Nip47.Client(NostrToolsPeer.EVE.publicKey(), Encryption.NIP44_V2),
            new WalletNotification.Other("x"),
            STAMP);
    assertThatThrownBy(() -> Nip47.readNotification(toEve, CONNECTION))
        .hasMessageContaining("another recipient");
  }

  @Test
  void an_answer_that_names_no_request_is_refused() {
    var content =
        Nip44.encrypt(
            Nip44.conversationKey(WALLET, CONNECTION.client()),
            new WalletAnswer.Balance(new Msats(1)).write());
    for (var e : List.<List<List<String>>>of(List.of(), List.of(List.of("e", "zz")))) {
      var tags = new ArrayList<>(e);
      tags.add(List.of("p", CONNECTION.client().hex()));
      var event = Event.sign(WALLET, NOW, Nip47.RESPONSE, tags, content);
      assertThatThrownBy(() -> Nip47.readResponse(event, CONNECTION))
          .isInstanceOf(MalformedException.class);
    }
  }

  @Test
  void an_unknown_encryption_or_expiry_is_refused() {
    for (var tag : List.of(List.of("encryption", "nip99"), List.of("expiration", "soon"))) {
      var content =
          Nip44.encrypt(
              Nip44.conversationKey(CONNECTION.secret(), WALLET.publicKey()),
              new WalletRequest.GetInfo().write());
      var event =
          Event.sign(
              CONNECTION.secret(),
              NOW,
              Nip47.REQUEST,
              List.of(List.of("p", WALLET.publicKey().hex()), tag),
              content);
      assertThatThrownBy(() -> Nip47.readRequest(event, WALLET))
          .isInstanceOf(MalformedException.class);
    }
  }

  @Test
  void the_encryption_is_the_best_that_both_support() {
    assertThat(info("nip44_v2 nip04").encryption()).contains(Encryption.NIP44_V2);
    assertThat(info("nip04 nip44_v2").encryption()).contains(Encryption.NIP44_V2);
    assertThat(info("nip04").encryption()).contains(Encryption.NIP04);
    assertThat(info("nip99").encryption()).isEmpty();
    var silent = Event.sign(WALLET, NOW, 13_194, List.of(), "pay_invoice get_info");
    assertThat(WalletInfo.parse(silent, WALLET.publicKey()))
        .isEqualTo(
            new WalletInfo(Set.of("pay_invoice", "get_info"), Set.of(), Set.of(Encryption.NIP04)));
  }

  private static WalletInfo info(String encryption) {
    var event =
        Event.sign(WALLET, NOW, 13_194, List.of(List.of("encryption", encryption)), "pay_invoice");
    return WalletInfo.parse(event, WALLET.publicKey());
  }

  @Test
  void a_wallet_publishes_its_capabilities() {
    var info =
        new WalletInfo(
            Set.of("pay_invoice", "make_invoice"),
            Set.of("payment_received"),
            Set.of(Encryption.values()));
    var event = info.sign(WALLET, NOW);
    assertThat(event.content()).isEqualTo("make_invoice pay_invoice");
    assertThat(WalletInfo.parse(event, WALLET.publicKey())).isEqualTo(info);
    assertThatThrownBy(() -> WalletInfo.parse(event, NostrToolsPeer.EVE.publicKey()))
        .isInstanceOf(MalformedException.class);
    assertThatThrownBy(() -> WalletInfo.parse(event.withoutSignature(), WALLET.publicKey()))
        .isInstanceOf(MalformedException.class);
    assertThatThrownBy(
            () -> WalletInfo.parse(Event.sign(WALLET, NOW, 1, List.of(), ""), WALLET.publicKey()))
        .isInstanceOf(MalformedException.class);
  }

  @Test
  void the_same_randomness_makes_the_same_request() {
    var one =
        Nip47.request(
            CONNECTION,
            Encryption.NIP44_V2,
            new WalletRequest.GetInfo(),
            new Stamp(NOW, new Random(1)));
    var two =
        Nip47.request(
            CONNECTION,
            Encryption.NIP44_V2,
            new WalletRequest.GetInfo(),
            new Stamp(NOW, new Random(1)));
    assertThat(two).isEqualTo(one);
  }
}
