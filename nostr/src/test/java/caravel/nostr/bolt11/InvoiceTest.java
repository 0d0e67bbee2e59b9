package caravel.nostr.bolt11;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import caravel.nostr.Bech32;
import caravel.nostr.Hex;
import caravel.nostr.MalformedException;
import caravel.nostr.Msats;
import caravel.nostr.SecretKey;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

final class InvoiceTest {
  private static final JsonNode VECTORS = vectors();
  private static final SecretKey KEY = SecretKey.parse(VECTORS.get("private_key").stringValue());
  private static final String SHOP = "11".repeat(32);
  private static final String HASH =
      "0001020304050607080900010203040506070809000102030405060708090102";

  private static JsonNode vectors() {
    try (var file = InvoiceTest.class.getResourceAsStream("/vectors/bolt11.json")) {
      return JsonMapper.shared().readTree(file);
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    }
  }

  private static Stream<String> texts(boolean valid) {
    return VECTORS
        .get("cases")
        .valueStream()
        .filter(vector -> vector.get("valid").booleanValue() == valid)
        .map(vector -> vector.get("invoice").stringValue());
  }

  static Stream<String> valid() {
    return texts(true);
  }

  private static Invoice vector(String titleStart) {
    return VECTORS
        .get("cases")
        .valueStream()
        .filter(vector -> vector.get("title").stringValue().startsWith(titleStart))
        .map(vector -> Invoice.parse(vector.get("invoice").stringValue()))
        .findFirst()
        .orElseThrow();
  }

  private static Invoice invoice(Msats amount) {
    var terms =
        new Terms(
            HASH,
            SHOP,
            new Purpose.Text("one month"),
            Terms.Window.DEFAULT,
            Features.usual(),
            List.of());
    return new Invoice(Network.REGTEST, amount, 1_700_000_000, NodeId.of(KEY), terms);
  }

  @ParameterizedTest
  @MethodSource("valid")
  void the_examples_of_the_specification_are_read_and_their_payee_is_found(String text) {
    var invoice = Invoice.parse(text);
    assertThat(invoice.terms().paymentSecret()).isEqualTo(SHOP);
    boolean highS = text.equals(valid().toList().getLast());
    if (!highS) {
      assertThat(invoice.payee().hex()).isEqualTo(VECTORS.get("node_id").stringValue());
    }
  }

  @ParameterizedTest
  @CsvSource({
    "0, unknown feature 100",
    "1, its checksum is wrong",
    "2, not a Lightning invoice",
    "3, upper and lower case are mixed",
    "4, belongs to no key",
    "5, too short",
    "6, not a number with m",
    "7, finer than a millisatoshi",
    "8, no payment secret",
    "9, more than one payment secret"
  })
  void the_bad_examples_of_the_specification_are_refused_with_a_sentence(int at, String why) {
    var text = texts(false).toList().get(at);
    assertThatThrownBy(() -> Invoice.parse(text))
        .isInstanceOf(MalformedException.class)
        .hasMessageContaining(why);
  }

  @Test
  void a_payee_that_is_named_must_have_signed_with_a_low_s() {
    assertThat(Invoice.parse(named(NodeId.of(KEY), false)).payee()).isEqualTo(NodeId.of(KEY));
    var other = NodeId.of(SecretKey.parse("22".repeat(32)));
    for (var text : List.of(named(other, false), named(NodeId.of(KEY), true))) {
      assertThatThrownBy(() -> Invoice.parse(text))
          .isInstanceOf(MalformedException.class)
          .hasMessageContaining("not signed by the payee");
    }
  }

  @Test
  void a_signature_without_a_recovery_id_is_refused() {
    var words = Bech32.decodeWords(invoice(new Msats(1)).sign(KEY), "it");
    var data = words.words(0, words.size());
    data[data.length - 1] = 4;
    assertThatThrownBy(() -> Invoice.parse(Bech32.encodeWords(words.prefix(), data)))
        .isInstanceOf(MalformedException.class)
        .hasMessageContaining("recovery id");
  }

  @Test
  void letters_of_both_cases_are_refused_and_all_upper_case_is_not() {
    var text = invoice(new Msats(1)).sign(KEY);
    assertThat(Invoice.parse(text.toUpperCase(Locale.ROOT))).isEqualTo(Invoice.parse(text));
    assertThatThrownBy(() -> Invoice.parse("L" + text.substring(1)))
        .isInstanceOf(MalformedException.class)
        .hasMessageContaining("mixed");
  }

  /// An invoice of our key that names its payee.
  private static String named(NodeId payee, boolean highS) {
    var fields = Fields.write(invoice(new Msats(1)).terms());
    var data = new ByteArrayOutputStream();
    data.writeBytes(new byte[7]);
    data.writeBytes(fields);
    data.writeBytes(new byte[] {19, 53 >> 5, 53 & 31});
    data.writeBytes(Bech32.words(payee.bytes()));
    var hash = Invoice.hash("lnbcrt", data.toByteArray());
    var signature = Ecdsa.sign(hash, Hex.decode(KEY.revealHex()));
    if (highS) {
      var order =
          new BigInteger("fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141", 16);
      var high = order.subtract(new BigInteger(1, Arrays.copyOfRange(signature, 32, 64)));
      System.arraycopy(Hex.decode("%064x".formatted(high)), 0, signature, 32, 32);
      signature[64] ^= 1;
    }
    data.writeBytes(Bech32.words(signature));
    return Bech32.encodeWords("lnbcrt", data.toByteArray());
  }

  @ParameterizedTest
  @MethodSource("valid")
  void what_was_read_can_be_signed_anew_and_is_read_as_the_same(String text) {
    var read = Invoice.parse(text);
    var own =
        new Invoice(read.network(), read.amount(), read.createdAt(), NodeId.of(KEY), read.terms());
    assertThat(Invoice.parse(own.sign(KEY))).isEqualTo(own);
  }

  @Test
  void the_examples_say_what_the_specification_says_they_say() {
    var donation = vector("Please make a donation");
    assertThat(donation.network()).isEqualTo(Network.MAINNET);
    assertThat(donation.amount()).isNull();
    assertThat(donation.createdAt()).isEqualTo(1_496_314_658);
    assertThat(donation.terms().paymentHash()).isEqualTo(HASH);
    assertThat(donation.terms().purpose())
        .isEqualTo(new Purpose.Text("Please consider supporting this project"));
    assertThat(donation.terms().window()).isEqualTo(Terms.Window.DEFAULT);
    assertThat(donation.terms().features().bits()).containsExactlyInAnyOrder(8, 14);
    assertThat(donation.expiresAt()).isEqualTo(1_496_314_658 + 3_600);

    var coffee = vector("Please send $3 for a cup of coffee");
    assertThat(coffee.amount()).isEqualTo(Msats.ofSats(250_000));
    assertThat(coffee.terms().purpose()).isEqualTo(new Purpose.Text("1 cup coffee"));
    assertThat(coffee.terms().window().expirySeconds()).isEqualTo(60);

    assertThat(vector("Please send 0.0025 BTC").terms().purpose())
        .isEqualTo(new Purpose.Text("ナンセンス 1杯"));

    var hashed = vector("Now send $24");
    assertThat(hashed.amount()).isEqualTo(Msats.ofSats(2_000_000));
    assertThat(hashed.terms().purpose())
        .isEqualTo(
            new Purpose.Hash("3925b6f67e2c340036ed12093dd44e0368df1b6ea26c53dbe4811f58fd5db8c1"));

    assertThat(vector("The same, on testnet").network()).isEqualTo(Network.TESTNET);

    var pico = vector("Please send 0.00967878534 BTC");
    assertThat(pico.amount()).isEqualTo(new Msats(967_878_534));
    assertThat(pico.terms().window()).isEqualTo(new Terms.Window(604_800, 10));
    assertThat(pico.terms().routes()).hasSize(1);

    assertThat(vector("Please send $30").terms().features().bits())
        .containsExactlyInAnyOrder(8, 14, 99);
  }

  @Test
  void a_private_way_is_read_hop_by_hop() {
    var routed = vector("On mainnet, with fallback address 1RustyRX2oai4EYYDpQGWvEL62BBGqN9T");
    assertThat(routed.terms().routes())
        .containsExactly(
            List.of(
                new Hop(
                    new NodeId(
                        "029e03a901b85534ff1e92c43c74431f7ce72046060fcf7a95c37e148f78c77255"),
                    0x0102030405060708L,
                    new Msats(1),
                    20,
                    3),
                new Hop(
                    new NodeId(
                        "039e03a901b85534ff1e92c43c74431f7ce72046060fcf7a95c37e148f78c77255"),
                    0x030405060708090aL,
                    new Msats(2),
                    30,
                    4)));
  }

  @ParameterizedTest
  @CsvSource({
    "1, lnbcrt10p1",
    "10, lnbcrt100p1",
    "99, lnbcrt990p1",
    "100, lnbcrt1n1",
    "1000, lnbcrt10n1",
    "10000000, lnbcrt100u1",
    "100000000, lnbcrt1m1",
    "100000000000, lnbcrt11",
    "150000000000, lnbcrt1500m1",
    "2100000000000000000, lnbcrt210000001",
    "2099999999999999999, lnbcrt20999999999999999990p1"
  })
  void an_amount_is_written_the_shortest_way_and_read_back(long msats, String start) {
    var invoice = invoice(new Msats(msats));
    var text = invoice.sign(KEY);
    assertThat(text).startsWith(start);
    assertThat(Invoice.parse(text)).isEqualTo(invoice);
  }

  @Test
  void no_amount_is_written_as_none() {
    var invoice =
        new Invoice(Network.SIGNET, null, 0, NodeId.of(KEY), invoice(new Msats(1)).terms());
    assertThat(invoice.sign(KEY)).startsWith("lntbs1");
    assertThat(Invoice.parse(invoice.sign(KEY))).isEqualTo(invoice);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "lnbcrt0",
        "lnbcrt01u",
        "lnbcrt10x",
        "lnbcrt-1",
        "lnbcrt1.5m",
        "lnbcrt1p",
        "lnbcrt11p",
        "lnbcrt21000001",
        "lnbcrt99999999999999999999",
        "lnbcrt999999999999999999999m",
        "lnxy10u",
        "lnb",
        "ln",
        "bc",
        "lnbcrt1uu",
        "lnbcrtu",
        "lntbss",
        "lnbc٣"
      })
  void an_amount_or_network_that_is_none_is_refused(String prefix) {
    var words = Bech32.decodeWords(invoice(new Msats(1)).sign(KEY), "it");
    var text = Bech32.encodeWords(prefix, words.words(0, words.size()));
    assertThatThrownBy(() -> Invoice.parse(text)).isInstanceOf(MalformedException.class);
  }

  @Test
  void a_changed_word_never_passes_for_the_payee() {
    var invoice = invoice(new Msats(21_000));
    var words = Bech32.decodeWords(invoice.sign(KEY), "it");
    var random = new Random(7);
    for (int round = 0; round < 500; round++) {
      var changed = words.words(0, words.size());
      int at = random.nextInt(changed.length);
      changed[at] = (byte) (changed[at] ^ (1 + random.nextInt(31)));
      var text = Bech32.encodeWords(words.prefix(), changed);
      try {
        assertThat(Invoice.parse(text).payee()).isNotEqualTo(invoice.payee());
      } catch (MalformedException refused) {
        assertThat(refused).message().isNotBlank();
      }
    }
  }

  @Test
  void a_mistyped_letter_is_always_noticed() {
    var text = invoice(new Msats(21_000)).sign(KEY);
    for (int i = 0; i < text.length(); i++) {
      var mistyped = new StringBuilder(text);
      mistyped.setCharAt(i, text.charAt(i) == 'q' ? 'p' : 'q');
      assertThatThrownBy(() -> Invoice.parse(mistyped.toString()))
          .isInstanceOf(MalformedException.class);
    }
  }

  @Test
  void rubbish_is_refused_by_one_exception_alone() {
    long seed = System.nanoTime();
    var random = new Random(seed);
    var text = invoice(new Msats(21_000)).sign(KEY);
    for (int round = 0; round < 2_000; round++) {
      var rubbish = new byte[random.nextInt(300)];
      for (int i = 0; i < rubbish.length; i++) {
        rubbish[i] = (byte) random.nextInt(32);
      }
      var candidate =
          switch (round % 3) {
            case 0 -> Bech32.encodeWords("lnbcrt1u", rubbish);
            case 1 -> text.substring(0, random.nextInt(text.length()));
            default -> new String(rubbish, java.nio.charset.StandardCharsets.ISO_8859_1);
          };
      assertThatThrownBy(() -> Invoice.parse(candidate))
          .as("seed %d round %d", seed, round)
          .isInstanceOf(MalformedException.class);
    }
  }

  @Test
  void a_field_that_must_stand_once_is_refused_twice() {
    var good = Fields.write(invoice(new Msats(1)).terms());
    var twice = new byte[7 + 2 * good.length + 104];
    System.arraycopy(good, 0, twice, 7, good.length);
    System.arraycopy(good, 0, twice, 7 + good.length, good.length);
    assertThatThrownBy(() -> Invoice.parse(Bech32.encodeWords("lnbcrt", twice)))
        .isInstanceOf(MalformedException.class)
        .hasMessageContaining("more than one");
  }

  @ParameterizedTest
  @CsvSource({"1,1,20", "2,31,31", "13,0,1"})
  void a_field_that_reaches_into_the_signature_is_refused(int type, int high, int low) {
    var good = Fields.write(invoice(new Msats(1)).terms());
    var data = new byte[7 + good.length + 3 + 104];
    System.arraycopy(good, 0, data, 7, good.length);
    data[7 + good.length] = (byte) type;
    data[7 + good.length + 1] = (byte) high;
    data[7 + good.length + 2] = (byte) (low & 31);
    assertThatThrownBy(() -> Invoice.parse(Bech32.encodeWords("lnbcrt", data)))
        .isInstanceOf(MalformedException.class)
        .hasMessageContaining("breaks off");
  }

  @Test
  void a_field_without_a_length_is_refused() {
    var data = new byte[7 + 2 + 104];
    assertThatThrownBy(() -> Invoice.parse(Bech32.encodeWords("lnbcrt", data)))
        .isInstanceOf(MalformedException.class)
        .hasMessageContaining("breaks off");
  }

  @Test
  void a_text_longer_than_a_qr_code_is_refused_unread() {
    assertThatThrownBy(() -> Invoice.parse("l".repeat(Invoice.CHARACTERS_MAX + 1)))
        .isInstanceOf(MalformedException.class)
        .hasMessageContaining("7089");
  }

  @Test
  void another_key_cannot_sign_for_the_payee() {
    assertThatThrownBy(() -> invoice(new Msats(1)).sign(SecretKey.parse("22".repeat(32))))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void values_out_of_range_cannot_be_made() {
    var terms = invoice(new Msats(1)).terms();
    Stream.<Runnable>of(
            () -> new Msats(-1),
            () -> new Msats(Msats.VALUE_MAX + 1),
            () -> Msats.ofSats(Long.MAX_VALUE),
            () -> invoice(new Msats(0)),
            () -> new Invoice(Network.REGTEST, null, -1, NodeId.of(KEY), terms),
            () -> new Invoice(Network.REGTEST, null, 1L << 35, NodeId.of(KEY), terms),
            () -> new Terms.Window(-1, 0),
            () -> new Terms.Window(0, Terms.Window.MAX + 1),
            () -> new Features(Set.of(100)),
            () -> new Features(Set.of(Features.BITS_MAX)),
            () -> new Purpose.Text("ü".repeat(320)),
            () -> new Purpose.Text("\ud800"),
            () -> new Purpose.Hash("00"),
            () -> new NodeId("04" + SHOP))
        .forEach(attempt ->
            assertThatThrownBy(attempt::run).isInstanceOf(IllegalArgumentException.class));
  }

  @Test
  void the_longest_of_everything_is_written_and_read() {
    var hop = new Hop(NodeId.of(KEY), -1, new Msats((1L << 32) - 1), (1L << 32) - 1, 65_535);
    var routes = new ArrayList<List<Hop>>();
    for (int i = 0; i < 5; i++) {
      routes.add(java.util.Collections.nCopies(Fields.HOPS_MAX, hop));
    }
    var bits = new HashSet<Integer>();
    for (int bit = 1; bit < Features.BITS_MAX / 5; bit += 2) {
      bits.add(bit);
    }
    var terms =
        new Terms(
            HASH,
            SHOP,
            new Purpose.Text("x".repeat(Purpose.TEXT_BYTES_MAX)),
            new Terms.Window(Terms.Window.MAX, Terms.Window.MAX),
            new Features(bits),
            routes);
    var invoice =
        new Invoice(
            Network.REGTEST, new Msats(Msats.VALUE_MAX), (1L << 35) - 1, NodeId.of(KEY), terms);
    assertThat(Invoice.parse(invoice.sign(KEY))).isEqualTo(invoice);
  }
}
