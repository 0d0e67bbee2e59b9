package caravel.nostr.bolt11;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import caravel.nostr.Bech32;
import caravel.nostr.Hex;
import caravel.nostr.MalformedException;
import caravel.nostr.Msats;
import caravel.nostr.SecretKey;
import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/// The specification's statements about its examples.
final class InvoiceExamplesTest extends InvoiceCases {
  @ParameterizedTest
  @MethodSource("valid")
  void the_examples_of_the_specification_are_read_and_their_payee_is_found(String text) {
    var invoice = PaymentRequest.parse(text);
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
    assertThatThrownBy(() -> PaymentRequest.parse(text))
        .isInstanceOf(MalformedException.class)
        .hasMessageContaining(why);
  }

  @Test
  void a_payee_that_is_named_must_have_signed_with_a_low_s() {
    assertThat(PaymentRequest.parse(named(NodeId.of(KEY), false)).payee())
        .isEqualTo(NodeId.of(KEY));
    var other = NodeId.of(SecretKey.parse("22".repeat(32)));
    for (var text : List.of(named(other, false), named(NodeId.of(KEY), true))) {
      assertThatThrownBy(() -> PaymentRequest.parse(text))
          .isInstanceOf(MalformedException.class)
          .hasMessageContaining("not signed by the payee");
    }
  }

  @Test
  void a_signature_without_a_recovery_id_is_refused() {
    var words = Bech32.decodeWords(invoice(new Msats(1)).sign(KEY), "it");
    var data = words.words(0, words.size());
    data[data.length - 1] = 4;
    assertThatThrownBy(() -> PaymentRequest.parse(Bech32.encodeWords(words.prefix(), data)))
        .isInstanceOf(MalformedException.class)
        .hasMessageContaining("recovery id");
  }

  @Test
  void letters_of_both_cases_are_refused_and_all_upper_case_is_not() {
    var text = invoice(new Msats(1)).sign(KEY);
    assertThat(PaymentRequest.parse(text.toUpperCase(Locale.ROOT)))
        .isEqualTo(PaymentRequest.parse(text));
    assertThatThrownBy(() -> PaymentRequest.parse("L" + text.substring(1)))
        .isInstanceOf(MalformedException.class)
        .hasMessageContaining("mixed");
  }

  /// An invoice signed by the test key that names its payee.
  private static String named(NodeId payee, boolean highS) {
    var fields = TaggedFields.write(invoice(new Msats(1)).terms());
    var data = new ByteArrayOutputStream();
    data.writeBytes(new byte[7]);
    data.writeBytes(fields);
    data.writeBytes(new byte[] {19, 53 >> 5, 53 & 31});
    data.writeBytes(Bech32.words(payee.bytes()));
    var hash = PaymentRequest.hash("lnbcrt", data.toByteArray());
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
  void a_parsed_invoice_can_be_signed_again_and_parses_as_the_same(String text) {
    var read = PaymentRequest.parse(text);
    var own =
        new PaymentRequest(
            read.network(), read.amount(), read.createdAt(), NodeId.of(KEY), read.terms());
    assertThat(PaymentRequest.parse(own.sign(KEY))).isEqualTo(own);
  }

  @Test
  void the_examples_match_their_descriptions() {
    var donation = vector("Please make a donation");
    assertThat(donation.network()).isEqualTo(Network.MAINNET);
    assertThat(donation.amount()).isNull();
    assertThat(donation.createdAt()).isEqualTo(1_496_314_658);
    assertThat(donation.terms().paymentHash()).isEqualTo(HASH);
    assertThat(donation.terms().purpose())
        .isEqualTo(new Purpose.Text("Please consider supporting this project"));
    assertThat(donation.terms().window()).isEqualTo(Bolt11Terms.Window.DEFAULT);
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
    assertThat(pico.terms().window()).isEqualTo(new Bolt11Terms.Window(604_800, 10));
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
}
