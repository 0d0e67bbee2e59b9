package caravel.app.demo;

import caravel.nostr.Hex;
import caravel.nostr.Msats;
import caravel.nostr.PublicKey;
import caravel.nostr.SecretKey;
import caravel.nostr.Sha256;
import caravel.nostr.Stamp;
import caravel.nostr.bolt11.Bolt11Terms;
import caravel.nostr.bolt11.Features;
import caravel.nostr.bolt11.Network;
import caravel.nostr.bolt11.NodeId;
import caravel.nostr.bolt11.PaymentRequest;
import caravel.nostr.bolt11.Purpose;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;

/// The demo's Lightning network: really signed invoices on a private network, and balances of play
/// money. Stored on the disk before each answer.
final class DemoLedger {
  /// The initial balance of each wallet, in satoshis.
  static final long GIFT_SATS = 10_000_000;

  /// Most wallets.
  static final int ACCOUNTS_MAX = 1_000;

  /// Most stored invoices; beyond it the oldest expired ones are deleted.
  static final int BILLS_MAX = 2_000;

  /// The default expiry.
  private static final long EXPIRY_SECONDS = 3_600;

  private static final long EXPIRY_SECONDS_MAX = 366 * 86_400L;
  private static final int SECRET_BYTES = 32;

  private final SecretKey node;
  private final LedgerFile file;
  private final Map<PublicKey, Msats> balances = new LinkedHashMap<>();
  private final Map<String, Bill> bills = new LinkedHashMap<>();

  /// @param node signs the invoices
  DemoLedger(SecretKey node, LedgerFile file) {
    this.node = node;
    this.file = file;
    var kept = file.read();
    balances.putAll(kept.balances());
    kept.bills().forEach(bill -> bills.put(bill.paper().hash(), bill));
  }

  /// A requested invoice.
  ///
  /// @param expirySeconds 0 = the wallet's default
  record Wanted(Msats amount, String description, long expirySeconds) {}

  sealed interface Outcome {
    /// @param fresh false = the same payer had paid it before
    record Done(Bill bill, boolean fresh) implements Outcome {}

    record Unaffordable() implements Outcome {}

    /// @param sentence for a person
    record Failed(String sentence) implements Outcome {}
  }

  /// @return false = there are too many wallets
  synchronized boolean opened(PublicKey account, Msats gift) {
    if (balances.containsKey(account)) {
      return true;
    }
    if (balances.size() >= ACCOUNTS_MAX) {
      return false;
    }
    balances.put(account, gift);
    save();
    return true;
  }

  /// Empty if the account does not exist.
  synchronized Optional<Msats> balance(PublicKey account) {
    return Optional.ofNullable(balances.get(account));
  }

  /// @throws IllegalArgumentException when the amount is zero or the description too long
  synchronized Bill make(PublicKey payee, Wanted wanted, Stamp stamp) {
    var preimage = bytes(stamp.random());
    long expiry = wanted.expirySeconds() == 0 ? EXPIRY_SECONDS : wanted.expirySeconds();
    var terms =
        new Bolt11Terms(
            Hex.encode(Sha256.of(preimage)),
            Hex.encode(bytes(stamp.random())),
            new Purpose.Text(wanted.description()),
            new Bolt11Terms.Window(
                Math.min(expiry, EXPIRY_SECONDS_MAX),
                Bolt11Terms.Window.FINAL_EXPIRY_DELTA_DEFAULT),
            Features.usual(),
            List.of());
    var invoice =
        new PaymentRequest(Network.REGTEST, wanted.amount(), stamp.now(), NodeId.of(node), terms);
    var bill =
        new Bill(
            new Bill.Paper(
                invoice.sign(node),
                terms.paymentHash(),
                Hex.encode(preimage),
                wanted.description()),
            payee,
            wanted.amount(),
            new Bill.Span(stamp.now(), invoice.expiresAt()),
            null);
    bills.put(terms.paymentHash(), bill);
    forgetOld(stamp.now());
    save();
    return bill;
  }

  /// @param hash 64 lower-case hex digits
  synchronized Optional<Bill> find(String hash) {
    return Optional.ofNullable(bills.get(hash));
  }

  synchronized Outcome pay(PublicKey payer, String hash, long now) {
    var bill = bills.get(hash);
    var balance = balances.get(payer);
    if (bill == null || balance == null) {
      return new Outcome.Failed("This is play money. It only pays this demo’s invoices.");
    }
    var receipt = bill.receipt();
    if (receipt != null) {
      return receipt.payer().equals(payer)
          ? new Outcome.Done(bill, false)
          : new Outcome.Failed("This invoice is already paid.");
    }
    if (bill.isExpired(now)) {
      return new Outcome.Failed("This invoice has expired.");
    }
    if (bill.payee().equals(payer)) {
      return new Outcome.Failed("A wallet does not pay itself.");
    }
    if (balance.compareTo(bill.amount()) < 0) {
      return new Outcome.Unaffordable();
    }
    var paid = bill.paidBy(payer, now);
    var earned = balances.getOrDefault(bill.payee(), new Msats(0));
    bills.put(hash, paid);
    balances.put(payer, new Msats(balance.value() - bill.amount().value()));
    balances.put(bill.payee(), new Msats(Math.addExact(earned.value(), bill.amount().value())));
    save();
    return new Outcome.Done(paid, true);
  }

  private void forgetOld(long now) {
    var surplus = bills.size() - BILLS_MAX;
    if (surplus > 0) {
      var old =
          bills.values().stream()
              .filter(bill -> bill.receipt() != null || bill.isExpired(now))
              .limit(surplus)
              .map(bill -> bill.paper().hash())
              .toList();
      old.forEach(bills::remove);
    }
  }

  private void save() {
    file.write(new LedgerFile.Kept(Map.copyOf(balances), new ArrayList<>(bills.values())));
  }

  private static byte[] bytes(RandomGenerator random) {
    var bytes = new byte[SECRET_BYTES];
    random.nextBytes(bytes);
    return bytes;
  }
}
