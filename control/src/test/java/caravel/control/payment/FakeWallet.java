package caravel.control.payment;

import caravel.nostr.Hex;
import caravel.nostr.Msats;
import caravel.nostr.PublicKey;
import caravel.nostr.SecretKey;
import caravel.nostr.Sha256;
import caravel.nostr.bolt11.Bolt11Terms;
import caravel.nostr.bolt11.Features;
import caravel.nostr.bolt11.Network;
import caravel.nostr.bolt11.NodeId;
import caravel.nostr.bolt11.PaymentRequest;
import caravel.nostr.bolt11.Purpose;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Predicate;

/// A platform's wallet that makes real, signed invoices of a chain of its own, and knows what a
/// test says was paid.
public final class FakeWallet implements Wallet {
  private static final SecretKey NODE = SecretKey.parse("0".repeat(63) + "7");

  private final InstantSource clock;
  private final AtomicInteger number = new AtomicInteger();
  private final Map<String, Msats> made = new ConcurrentHashMap<>();
  private final Map<String, Msats> settled = new ConcurrentHashMap<>();
  private Consumer<String> listener = _ -> {};

  /// Identifies it.
  public PublicKey key = new PublicKey("2".repeat(64));

  /// Whether it answers at all.
  public boolean answers = true;

  /// Payment hashes about which it does not.
  public Predicate<String> silentAbout = _ -> false;

  /// Runs while the wallet makes an invoice.
  public Runnable whileMaking = () -> {};

  /// By how much its own clock is ahead of everybody else's.
  public Duration ahead = Duration.ZERO;

  /// Whether it calls what is not paid expired.
  public boolean saysEnded;

  /// How much more than was asked for its invoices ask for.
  public long liesAboutMsats;

  public FakeWallet(InstantSource clock) {
    this.clock = clock;
  }

  @Override
  public PublicKey publicKey() {
    return key;
  }

  @Override
  public Made makeInvoice(Msats amount, String description, Duration expiry) {
    if (!answers) {
      return new Made.Unknown("it is off");
    }
    whileMaking.run();
    var suffix = Integer.toString(number.getAndIncrement());
    var hash = hash("hash" + suffix);
    made.put(hash, amount);
    var terms =
        new Bolt11Terms(
            hash,
            hash("secret" + suffix),
            new Purpose.Text(description),
            new Bolt11Terms.Window(
                expiry.toSeconds(), Bolt11Terms.Window.FINAL_EXPIRY_DELTA_DEFAULT),
            Features.usual(),
            List.of());
    var invoice =
        new PaymentRequest(
            Network.REGTEST,
            new Msats(amount.value() + liesAboutMsats),
            now().getEpochSecond(),
            NodeId.of(NODE),
            terms);
    return new Made.Bolt11(invoice.sign(NODE));
  }

  @Override
  public LookedUp lookUp(String paymentHash) {
    if (!answers || silentAbout.test(paymentHash)) {
      return new LookedUp.Unknown("it is off");
    }
    var amount = settled.get(paymentHash);
    if (amount != null) {
      return new LookedUp.Settled(amount);
    }
    return made.containsKey(paymentHash)
        ? new LookedUp.Unsettled(now(), saysEnded)
        : new LookedUp.NotFound(now());
  }

  @Override
  public void onReceived(Consumer<String> paymentHash) {
    listener = paymentHash;
  }

  /// Somebody pays in full, and nobody is told.
  public void settle(String lnbc) {
    var hash = PaymentRequest.parse(lnbc).terms().paymentHash();
    settled.put(hash, made.get(hash));
  }

  /// It says that so much has come.
  public void claims(String lnbc, Msats amount) {
    settled.put(PaymentRequest.parse(lnbc).terms().paymentHash(), amount);
  }

  /// Somebody pays, and the wallet tells of it.
  public void settleAndTell(String lnbc) {
    settle(lnbc);
    listener.accept(PaymentRequest.parse(lnbc).terms().paymentHash());
  }

  private Instant now() {
    return clock.instant().plus(ahead);
  }

  /// It loses what it knows of an invoice.
  public void forget(String lnbc) {
    var hash = PaymentRequest.parse(lnbc).terms().paymentHash();
    made.remove(hash);
    settled.remove(hash);
  }

  /// How many invoices it has made.
  public int made() {
    return made.size();
  }

  private static String hash(String text) {
    return Hex.encode(Sha256.of(text.getBytes(StandardCharsets.UTF_8)));
  }
}
