package caravel.verify.simulate;

import caravel.control.payment.Wallet;
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
import caravel.verify.simulate.FaultInjector.Place;
import caravel.verify.simulate.MoneyTrail.By;
import caravel.verify.simulate.MoneyTrail.Inflow;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// The simulated wallet of the platform: real signed invoices, no real money.
final class PlatformWallet implements Wallet {
  private static final Duration LATE_MAX = Duration.ofMinutes(20);
  private static final SecretKey NODE = SecretKey.parse("07".repeat(32));
  private static final NodeId NODE_ID = NodeId.of(NODE);

  private final World world;
  private final Random random;

  /// Whether the wallet reports expired invoices explicitly, or leaves that to the reader.
  private final boolean saysWhatEnded;

  private final Map<String, Made11> byHash = new HashMap<>();
  private final Map<String, String> hashByText = new HashMap<>();
  private Consumer<String> listener = _ -> {};
  private long count;
  private int liesLeft;

  /// One invoice of this wallet.
  static final class Made11 {
    final String hash;
    final Msats amount;
    final Instant expiresAt;
    @Nullable Instant settledAt;

    Made11(String hash, Msats amount, Instant expiresAt) {
      this.hash = hash;
      this.amount = amount;
      this.expiresAt = expiresAt;
    }

    boolean isPayable(Instant now) {
      return settledAt == null && now.isBefore(expiresAt);
    }
  }

  PlatformWallet(World world, long seed) {
    this.world = world;
    this.random = new Random(seed);
    this.saysWhatEnded = random.nextBoolean();
  }

  /// Makes the next invoices ask for a wrong amount.
  void lies(int times) {
    liesLeft = times;
  }

  @Override
  public PublicKey publicKey() {
    return NODE.publicKey();
  }

  @Override
  public Made makeInvoice(Msats amount, String description, Duration expiry) {
    return world
        .fortune()
        .call(
            Place.WALLET,
            "wallet: an invoice of " + amount,
            () -> new Made.Bolt11(text(amount, description, expiry)),
            () -> {
              world.silences().fell(description.replace("Invoice ", ""));
              return new Made.Unknown("no answer");
            });
  }

  private String text(Msats wanted, String description, Duration expiry) {
    var amount = liesLeft-- > 0 ? new Msats(wanted.value() + 1_000) : wanted;
    var now = world.clock().truth();
    count++;
    var hash = sha("hash " + world.seed() + " " + count);
    var terms =
        new Bolt11Terms(
            hash,
            sha("secret " + world.seed() + " " + count),
            new Purpose.Text(description),
            new Bolt11Terms.Window(
                expiry.toSeconds(), Bolt11Terms.Window.FINAL_EXPIRY_DELTA_DEFAULT),
            Features.usual(),
            List.of());
    var invoice = new PaymentRequest(Network.REGTEST, amount, now.getEpochSecond(), NODE_ID, terms);
    var lnbc = invoice.sign(NODE);
    byHash.put(hash, new Made11(hash, amount, now.plus(expiry)));
    hashByText.put(lnbc, hash);
    return lnbc;
  }

  private static String sha(String text) {
    return Hex.encode(Sha256.of(text.getBytes(StandardCharsets.UTF_8)));
  }

  @Override
  public LookedUp lookUp(String paymentHash) {
    return world
        .fortune()
        .call(
            Place.WALLET,
            "wallet: look up " + paymentHash.substring(0, 8),
            () -> told(paymentHash),
            () -> {
              world.silences().fell(paymentHash);
              return new LookedUp.Unknown("no answer");
            });
  }

  private LookedUp told(String paymentHash) {
    var now = world.clock().truth();
    var made = byHash.get(paymentHash);
    if (made == null) {
      return new LookedUp.NotFound(now);
    }
    return made.settledAt == null
        ? new LookedUp.Unsettled(now, saysWhatEnded && !made.isPayable(now))
        : new LookedUp.Settled(made.amount);
  }

  @Override
  public void onReceived(Consumer<String> paymentHash) {
    listener = paymentHash;
  }

  @Nullable Made11 byHash(String hash) {
    return byHash.get(hash);
  }

  @Nullable Made11 byText(String lnbc) {
    var hash = hashByText.get(lnbc);
    return hash == null ? null : byHash.get(hash);
  }

  /// Pays an invoice of this wallet.
  ///
  /// @return false when it is paid or expired; no money moves then
  boolean settle(Made11 made, int payer, By by) {
    var now = world.clock().truth();
    if (made.settledAt != null || now.isAfter(made.expiresAt.plus(LATE_MAX))) {
      return false;
    }
    made.settledAt = now;
    var late = !now.isBefore(made.expiresAt);
    var inflow = new Inflow("ln:" + made.hash, payer, by, made.amount.value(), now, late);
    world.trail().moved(inflow);
    if (by == By.WALLET) {
      world
          .invoiceOfCode(made.hash)
          .ifPresent(invoice -> world.collectedItems().collected(invoice, inflow));
    }
    notifyAbout(made.hash);
    return true;
  }

  /// Sends the notification once, twice, late or never.
  private void notifyAbout(String hash) {
    var times = random.nextInt(10) < 7 ? 1 : random.nextInt(3);
    for (var i = 0; i < times; i++) {
      var delay = random.nextInt(5) == 0 ? random.nextInt(7_200) : 1 + random.nextInt(3);
      world.later().at(world.clock().truth().plusSeconds(delay), () -> listener.accept(hash));
    }
  }
}
