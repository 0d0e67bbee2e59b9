package caravel.control.payment.nwc;

import caravel.nostr.Event;
import caravel.nostr.Hex;
import caravel.nostr.Msats;
import caravel.nostr.SecretKey;
import caravel.nostr.Sha256;
import caravel.nostr.Stamp;
import caravel.nostr.bolt11.Bolt11Terms;
import caravel.nostr.bolt11.Features;
import caravel.nostr.bolt11.Network;
import caravel.nostr.bolt11.NodeId;
import caravel.nostr.bolt11.PaymentRequest;
import caravel.nostr.bolt11.Purpose;
import caravel.nostr.nwc.Encryption;
import caravel.nostr.nwc.Nip47;
import caravel.nostr.nwc.Transaction;
import caravel.nostr.nwc.WalletAnswer;
import caravel.nostr.nwc.WalletConnection;
import caravel.nostr.nwc.WalletInfo;
import caravel.nostr.nwc.WalletNotification;
import caravel.nostr.nwc.WalletRequest;
import java.security.SecureRandom;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;

/// A wallet of paper: it knows one invoice, and says what it is told to say.
final class PaperWallet {
  static final Msats AMOUNT = Msats.ofSats(10_000);
  static final String PREIMAGE = "0c".repeat(32);
  static final String HASH = Hex.encode(Sha256.of(Hex.decode(PREIMAGE)));
  static final String LNBC = lnbc();
  static final Set<String> METHODS =
      Set.of("get_info", "get_budget", "make_invoice", "lookup_invoice", "pay_invoice");

  private static final long NOW = 1_800_000_000;
  private static final SecureRandom RANDOM = new SecureRandom();

  final SecretKey key = SecretKey.generate();
  final SecretKey client = SecretKey.generate();

  /// The requests that it read.
  final List<WalletRequest> asked = new CopyOnWriteArrayList<>();

  volatile Function<WalletRequest, WalletAnswer> answers = PaperWallet::usual;

  WalletConnection connection(PaperRelay... relays) {
    return new WalletConnection(
        key.publicKey(), List.of(relays).stream().map(PaperRelay::url).toList(), client, "");
  }

  /// Says on a relay what it can do, and answers there as it should.
  void live(PaperRelay relay, Encryption... encryptions) {
    var info = new WalletInfo(METHODS, Set.of("payment_received"), Set.of(encryptions));
    relay.stored.add(info.sign(key, NOW));
    relay.onRequest = (_, event) -> relay.deliver(answer(event));
  }

  /// The right answer to a request.
  Event answer(Event request) {
    var received = read(request);
    return Nip47.response(key, received, answers.apply(received.request()), stamp());
  }

  Nip47.Received read(Event request) {
    var received = Nip47.readRequest(request, key);
    asked.add(received.request());
    return received;
  }

  Event notification(Encryption encryption) {
    return Nip47.notification(
        key,
        new Nip47.Client(client.publicKey(), encryption),
        new WalletNotification.PaymentReceived(incoming(settled())),
        stamp());
  }

  static Stamp stamp() {
    return new Stamp(NOW, RANDOM);
  }

  static WalletAnswer usual(WalletRequest request) {
    return switch (request) {
      case WalletRequest.MakeInvoice _ ->
          new WalletAnswer.InvoiceMade(incoming(new Transaction.Progress.Pending()));
      case WalletRequest.LookupInvoice _, WalletRequest.LookupByInvoice _ ->
          new WalletAnswer.InvoiceFound(incoming(settled()));
      case WalletRequest.PayInvoice _ -> new WalletAnswer.Paid(PREIMAGE, new Msats(0));
      case WalletRequest.GetInfo _ ->
          new WalletAnswer.Info("paper", "regtest", METHODS, Set.of("payment_received"));
      case WalletRequest.GetBalance _ -> new WalletAnswer.Balance(AMOUNT);
      case WalletRequest.GetBudget _ ->
          new WalletAnswer.Budget(new Msats(300), new Msats(1_000), "monthly");
      case WalletRequest.Other(var name) -> new WalletAnswer.Other(name);
    };
  }

  static Transaction.Progress settled() {
    return new Transaction.Progress.Settled(NOW, PREIMAGE);
  }

  static Transaction incoming(Transaction.Progress progress) {
    return transaction(Transaction.Direction.INCOMING, progress, HASH);
  }

  static Transaction transaction(
      Transaction.Direction direction, Transaction.Progress progress, String hash) {
    return new Transaction(direction, LNBC, hash, AMOUNT, "", NOW, NOW + 3_600, progress);
  }

  private static String lnbc() {
    var node = SecretKey.parse("0d".repeat(32));
    var terms =
        new Bolt11Terms(
            HASH,
            "0f".repeat(32),
            new Purpose.Text("one month"),
            Bolt11Terms.Window.DEFAULT,
            Features.usual(),
            List.of());
    return new PaymentRequest(Network.REGTEST, AMOUNT, NOW, NodeId.of(node), terms).sign(node);
  }
}
