package caravel.nostr.bolt11;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import caravel.nostr.Bech32;
import caravel.nostr.MalformedException;
import caravel.nostr.Msats;
import caravel.nostr.SecretKey;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class PaymentRequestTest extends InvoiceCases {
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
    assertThat(PaymentRequest.parse(text)).isEqualTo(invoice);
  }

  @Test
  void an_absent_amount_is_not_written() {
    var invoice =
        new PaymentRequest(Network.SIGNET, null, 0, NodeId.of(KEY), invoice(new Msats(1)).terms());
    assertThat(invoice.sign(KEY)).startsWith("lntbs1");
    assertThat(PaymentRequest.parse(invoice.sign(KEY))).isEqualTo(invoice);
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
  void an_invalid_amount_or_network_is_refused(String prefix) {
    var words = Bech32.decodeWords(invoice(new Msats(1)).sign(KEY), "it");
    var text = Bech32.encodeWords(prefix, words.words(0, words.size()));
    assertThatThrownBy(() -> PaymentRequest.parse(text)).isInstanceOf(MalformedException.class);
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
        assertThat(PaymentRequest.parse(text).payee()).isNotEqualTo(invoice.payee());
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
      assertThatThrownBy(() -> PaymentRequest.parse(mistyped.toString()))
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
      assertThatThrownBy(() -> PaymentRequest.parse(candidate))
          .as("seed %d round %d", seed, round)
          .isInstanceOf(MalformedException.class);
    }
  }

  @Test
  void a_field_that_must_stand_once_is_refused_twice() {
    var good = TaggedFields.write(invoice(new Msats(1)).terms());
    var twice = new byte[7 + 2 * good.length + 104];
    System.arraycopy(good, 0, twice, 7, good.length);
    System.arraycopy(good, 0, twice, 7 + good.length, good.length);
    assertThatThrownBy(() -> PaymentRequest.parse(Bech32.encodeWords("lnbcrt", twice)))
        .isInstanceOf(MalformedException.class)
        .hasMessageContaining("more than one");
  }

  @ParameterizedTest
  @CsvSource({"1,1,20", "2,31,31", "13,0,1"})
  void a_field_that_reaches_into_the_signature_is_refused(int type, int high, int low) {
    var good = TaggedFields.write(invoice(new Msats(1)).terms());
    var data = new byte[7 + good.length + 3 + 104];
    System.arraycopy(good, 0, data, 7, good.length);
    data[7 + good.length] = (byte) type;
    data[7 + good.length + 1] = (byte) high;
    data[7 + good.length + 2] = (byte) (low & 31);
    assertThatThrownBy(() -> PaymentRequest.parse(Bech32.encodeWords("lnbcrt", data)))
        .isInstanceOf(MalformedException.class)
        .hasMessageContaining("breaks off");
  }

  @Test
  void a_field_without_a_length_is_refused() {
    var data = new byte[7 + 2 + 104];
    assertThatThrownBy(() -> PaymentRequest.parse(Bech32.encodeWords("lnbcrt", data)))
        .isInstanceOf(MalformedException.class)
        .hasMessageContaining("breaks off");
  }

  @Test
  void a_text_longer_than_a_qr_code_is_refused_unread() {
    assertThatThrownBy(() -> PaymentRequest.parse("l".repeat(PaymentRequest.CHARACTERS_MAX + 1)))
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
            () -> new PaymentRequest(Network.REGTEST, null, -1, NodeId.of(KEY), terms),
            () -> new PaymentRequest(Network.REGTEST, null, 1L << 35, NodeId.of(KEY), terms),
            () -> new Bolt11Terms.Window(-1, 0),
            () -> new Bolt11Terms.Window(0, Bolt11Terms.Window.MAX + 1),
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
      routes.add(java.util.Collections.nCopies(TaggedFields.HOPS_MAX, hop));
    }
    var bits = new HashSet<Integer>();
    for (int bit = 1; bit < Features.BITS_MAX / 5; bit += 2) {
      bits.add(bit);
    }
    var terms =
        new Bolt11Terms(
            HASH,
            SHOP,
            new Purpose.Text("x".repeat(Purpose.TEXT_BYTES_MAX)),
            new Bolt11Terms.Window(Bolt11Terms.Window.MAX, Bolt11Terms.Window.MAX),
            new Features(bits),
            routes);
    var invoice =
        new PaymentRequest(
            Network.REGTEST, new Msats(Msats.VALUE_MAX), (1L << 35) - 1, NodeId.of(KEY), terms);
    assertThat(PaymentRequest.parse(invoice.sign(KEY))).isEqualTo(invoice);
  }
}
