package caravel.nostr.bolt11;

import static org.assertj.core.api.Assertions.assertThat;

import caravel.nostr.Hex;
import caravel.nostr.Msats;
import caravel.nostr.SecretKey;
import fr.acinq.bitcoin.ByteVector32;
import fr.acinq.bitcoin.Chain;
import fr.acinq.bitcoin.PrivateKey;
import fr.acinq.bitcoin.PublicKey;
import fr.acinq.bitcoin.utils.Either;
import fr.acinq.lightning.CltvExpiryDelta;
import fr.acinq.lightning.MilliSatoshi;
import fr.acinq.lightning.ShortChannelId;
import fr.acinq.lightning.payment.Bolt11Invoice;
import fr.acinq.lightning.payment.Bolt11Invoice.TaggedField.ExtraHop;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// Random invoices: ours read by lightning-kmp, and its by ours. The seed is fixed, so failures
/// repeat. lightning-kmp does not know signet, and reads fees from 2^31 on as negative.
final class LightningKmpTest {
  private static final int INVOICES = 1_500;
  private static final long SEED = 11;
  private static final int[] ODD_FEATURES = {9, 15, 17, 25, 49, 99, 149};

  private final Random random = new Random(SEED);

  @Test
  void lightning_kmp_reads_what_we_write() {
    for (int round = 0; round < INVOICES; round++) {
      var key = key();
      var invoice = invoice(key);
      var text = invoice.sign(key);
      var theirs = Bolt11Invoice.Companion.read(text).get();
      assertSame(theirs, invoice, "seed " + SEED + " round " + round + " " + text);
      assertThat(theirs.write()).isEqualTo(text);
    }
  }

  @Test
  void we_read_what_lightning_kmp_writes() {
    for (int round = 0; round < INVOICES; round++) {
      var key = key();
      var wish = invoice(key);
      var theirs = create(key, wish);
      var ours = PaymentRequest.parse(theirs.write());
      assertSame(theirs, ours, "seed " + SEED + " round " + round + " " + theirs.write());
      assertThat(ours.payee()).isEqualTo(wish.payee());
      assertThat(ours.amount()).isEqualTo(wish.amount());
      assertThat(ours.terms().routes()).isEqualTo(wish.terms().routes());
    }
  }

  private static void assertSame(Bolt11Invoice theirs, PaymentRequest ours, String as) {
    assertThat(theirs.getPrefix()).as(as).isEqualTo(ours.network().prefix());
    assertThat(msats(theirs.getAmount())).as(as).isEqualTo(ours.amount());
    assertThat(theirs.getTimestampSeconds()).as(as).isEqualTo(ours.createdAt());
    assertThat(theirs.getNodeId().toHex()).as(as).isEqualTo(ours.payee().hex());
    var terms = ours.terms();
    assertThat(theirs.getPaymentHash().toHex()).as(as).isEqualTo(terms.paymentHash());
    assertThat(theirs.getPaymentSecret().toHex()).as(as).isEqualTo(terms.paymentSecret());
    switch (terms.purpose()) {
      case Purpose.Text(var text) -> assertThat(theirs.getDescription()).as(as).isEqualTo(text);
      case Purpose.Hash(var hex) -> {
        var hash = theirs.getDescriptionHash();
        assertThat(hash == null ? null : hash.toHex()).as(as).isEqualTo(hex);
      }
    }
    var expiry = theirs.getExpirySeconds();
    assertThat(expiry == null ? Long.valueOf(Bolt11Invoice.DEFAULT_EXPIRY_SECONDS) : expiry)
        .as(as)
        .isEqualTo(terms.window().expirySeconds());
    var delta = theirs.getMinFinalExpiryDelta();
    assertThat(delta == null ? 18 : delta.toLong())
        .as(as)
        .isEqualTo(terms.window().finalExpiryDelta());
    assertThat(bits(theirs.getFeatures().toByteArray())).as(as).isEqualTo(terms.features().bits());
    assertThat(theirs.getRoutingInfo().stream().map(way -> hops(way.getHints())).toList())
        .as(as)
        .isEqualTo(terms.routes());
  }

  private static @Nullable Msats msats(@Nullable MilliSatoshi amount) {
    return amount == null ? null : new Msats(amount.getMsat());
  }

  private static Set<Integer> bits(byte[] bytes) {
    var bits = new HashSet<Integer>();
    for (int bit = 0; bit < 8 * bytes.length; bit++) {
      if (((bytes[bytes.length - 1 - bit / 8] >> (bit % 8)) & 1) == 1) {
        bits.add(bit);
      }
    }
    return bits;
  }

  private static List<Hop> hops(List<ExtraHop> hints) {
    return hints.stream()
        .map(hint ->
            new Hop(
                new NodeId(hint.getNodeId().toHex()),
                hint.getShortChannelId().toLong(),
                new Msats(hint.getFeeBase().getMsat()),
                hint.getFeeProportionalMillionths(),
                hint.getCltvExpiryDelta().toInt()))
        .toList();
  }

  /// Kotlin's `Nothing` is a raw type to Java.
  @SuppressWarnings("unchecked")
  private static Either<String, ByteVector32> purpose(Purpose purpose) {
    return switch (purpose) {
      case Purpose.Text(var text) -> new Either.Left<>(text);
      case Purpose.Hash(var hex) -> new Either.Right<>(ByteVector32.fromValidHex(hex));
    };
  }

  private static Bolt11Invoice create(SecretKey key, PaymentRequest wish) {
    var terms = wish.terms();
    var routes = new ArrayList<List<ExtraHop>>();
    for (var route : terms.routes()) {
      routes.add(
          route.stream()
              .map(hop ->
                  new ExtraHop(
                      PublicKey.fromHex(hop.node().hex()),
                      new ShortChannelId(hop.channel()),
                      new MilliSatoshi(hop.feeBase().value()),
                      hop.feeMillionths(),
                      new CltvExpiryDelta(hop.expiryDelta())))
              .toList());
    }
    var bytes = new byte[Features.BITS_MAX / 8];
    terms
        .features()
        .bits()
        .forEach(bit -> bytes[bytes.length - 1 - bit / 8] |= (byte) (1 << (bit % 8)));
    return Bolt11Invoice.Companion.create(
        switch (wish.network()) {
          case MAINNET -> Chain.Mainnet.INSTANCE;
          case TESTNET -> Chain.Testnet3.INSTANCE;
          case SIGNET -> throw new AssertionError("lightning-kmp knows no signet");
          case REGTEST -> Chain.Regtest.INSTANCE;
        },
        wish.amount() == null ? null : new MilliSatoshi(wish.amount().value()),
        ByteVector32.fromValidHex(terms.paymentHash()),
        PrivateKey.fromHex(key.revealHex()),
        purpose(terms.purpose()),
        new CltvExpiryDelta((int) terms.window().finalExpiryDelta()),
        fr.acinq.lightning.Features.Companion.invoke(bytes),
        ByteVector32.fromValidHex(terms.paymentSecret()),
        null,
        terms.window().expirySeconds(),
        routes,
        wish.createdAt());
  }

  private PaymentRequest invoice(SecretKey key) {
    Network[] networks = {Network.MAINNET, Network.TESTNET, Network.REGTEST};
    var window =
        new Bolt11Terms.Window(
            random.nextInt(4) == 0 ? 3_600 : random.nextInt(1 << 30), 18 + random.nextInt(1 << 16));
    var terms = new Bolt11Terms(hex(), hex(), purpose(), window, features(), routes());
    return new PaymentRequest(
        networks[random.nextInt(networks.length)],
        amount(),
        random.nextLong(1L << 35),
        NodeId.of(key),
        terms);
  }

  private @Nullable Msats amount() {
    return switch (random.nextInt(4)) {
      case 0 -> null;
      case 1 -> new Msats(1 + random.nextLong(1_000_000));
      case 2 -> Msats.ofSats(1 + random.nextLong(100_000_000));
      // lightning-kmp counts tenths of a millisatoshi in 63 bits.
      default -> new Msats(1 + random.nextLong(Long.MAX_VALUE / 100));
    };
  }

  private Purpose purpose() {
    if (random.nextInt(4) == 0) {
      return new Purpose.Hash(hex());
    }
    var text = new StringBuilder();
    for (int left = random.nextInt(60); left > 0; left--) {
      text.appendCodePoint("a 1ßナ😀\n".codePoints().toArray()[random.nextInt(7)]);
    }
    return new Purpose.Text(text.toString());
  }

  private Features features() {
    var bits = new HashSet<>(Set.of(random.nextBoolean() ? 8 : 9, 14));
    for (int bit : ODD_FEATURES) {
      if (bit != 9 && bit != 15 && random.nextInt(3) == 0) {
        bits.add(bit);
      }
    }
    return new Features(bits);
  }

  private List<List<Hop>> routes() {
    var routes = new ArrayList<List<Hop>>();
    for (int left = random.nextInt(3); left > 0; left--) {
      var hops = new ArrayList<Hop>();
      for (int more = random.nextInt(3); more >= 0; more--) {
        hops.add(
            new Hop(
                NodeId.of(key()),
                random.nextLong(),
                new Msats(random.nextLong(1L << 31)),
                random.nextLong(1L << 31),
                random.nextInt(1 << 16)));
      }
      routes.add(hops);
    }
    return routes;
  }

  private SecretKey key() {
    var bytes = new byte[32];
    random.nextBytes(bytes);
    bytes[0] = 1;
    return new SecretKey(bytes);
  }

  private String hex() {
    var bytes = new byte[32];
    random.nextBytes(bytes);
    return Hex.encode(bytes);
  }
}
