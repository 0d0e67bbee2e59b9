package caravel.nostr.bolt11;

import caravel.nostr.Bech32;
import caravel.nostr.Hex;
import caravel.nostr.MalformedException;
import caravel.nostr.Msats;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The tagged fields of an invoice, in 5-bit words. Ignores unknown fields, and fixed-length fields
/// with another length.
final class TaggedFields {
  /// Most hops of one route: the capacity of 1,023 words.
  static final int HOPS_MAX = 1_023 * 5 / 8 / Hop.BYTES;

  private static final int HEADER_WORDS = 3;
  private static final int WORDS_MAX = 1_023;
  private static final int HASH_WORDS = 52;
  private static final int NODE_WORDS = 53;

  private static final int PAYMENT_HASH = 1;
  private static final int ROUTE = 3;
  private static final int FEATURES = 5;
  private static final int EXPIRY = 6;
  private static final int TEXT = 13;
  private static final int PAYMENT_SECRET = 16;
  private static final int PAYEE = 19;
  private static final int TEXT_HASH = 23;
  private static final int FINAL_EXPIRY_DELTA = 24;

  private @Nullable String paymentHash;
  private @Nullable String paymentSecret;
  private @Nullable String text;
  private @Nullable String textHash;
  private @Nullable NodeId payee;
  private @Nullable Long expirySeconds;
  private @Nullable Long finalExpiryDelta;
  private @Nullable Features features;
  private final List<List<Hop>> routes = new ArrayList<>();

  private TaggedFields() {}

  /// @throws MalformedException when a field ends after the data, occurs twice where one is
  ///   allowed, or has invalid content
  static TaggedFields read(Bech32.Words words, int start, int end) {
    var fields = new TaggedFields();
    int at = start;
    while (at < end) {
      if (end - at < HEADER_WORDS) {
        throw new MalformedException("the invoice breaks off within a field");
      }
      int type = words.word(at);
      int length = (words.word(at + 1) << 5) | words.word(at + 2);
      at += HEADER_WORDS;
      if (length > end - at) {
        throw new MalformedException("the invoice breaks off within a field");
      }
      fields.take(type, words, at, at + length);
      at += length;
    }
    return fields;
  }

  /// @throws MalformedException when the payment hash or the payment secret is missing
  Bolt11Terms terms() {
    if (paymentHash == null) {
      throw new MalformedException("the invoice has no payment hash");
    }
    if (paymentSecret == null) {
      throw new MalformedException("the invoice has no payment secret");
    }
    var window =
        new Bolt11Terms.Window(
            expirySeconds == null ? Bolt11Terms.Window.EXPIRY_SECONDS_DEFAULT : expirySeconds,
            finalExpiryDelta == null
                ? Bolt11Terms.Window.FINAL_EXPIRY_DELTA_DEFAULT
                : finalExpiryDelta);
    var none = new Features(Set.of());
    return new Bolt11Terms(
        paymentHash, paymentSecret, purpose(), window, features == null ? none : features, routes);
  }

  /// The node that the invoice names. Most invoices leave it to the signature.
  Optional<NodeId> payee() {
    return Optional.ofNullable(payee);
  }

  static byte[] write(Bolt11Terms terms) {
    var out = new ByteArrayOutputStream();
    put(out, PAYMENT_SECRET, Bech32.words(Hex.decode(terms.paymentSecret())));
    put(out, PAYMENT_HASH, Bech32.words(Hex.decode(terms.paymentHash())));
    switch (terms.purpose()) {
      case Purpose.Text(var said) ->
          put(out, TEXT, Bech32.words(said.getBytes(StandardCharsets.UTF_8)));
      case Purpose.Hash(var hex) -> put(out, TEXT_HASH, Bech32.words(Hex.decode(hex)));
    }
    if (terms.window().expirySeconds() != Bolt11Terms.Window.EXPIRY_SECONDS_DEFAULT) {
      put(out, EXPIRY, number(terms.window().expirySeconds()));
    }
    put(out, FINAL_EXPIRY_DELTA, number(terms.window().finalExpiryDelta()));
    var features = terms.features().words();
    if (features.length > 0) {
      put(out, FEATURES, features);
    }
    for (var route : terms.routes()) {
      put(out, ROUTE, Bech32.words(route(route)));
    }
    return out.toByteArray();
  }

  private void take(int type, Bech32.Words words, int from, int to) {
    switch (type) {
      case PAYMENT_HASH -> paymentHash = once(paymentHash, hash(words, from, to), "payment hash");
      case PAYMENT_SECRET ->
          paymentSecret = once(paymentSecret, hash(words, from, to), "payment secret");
      case TEXT_HASH -> textHash = once(textHash, hash(words, from, to), "description's hash");
      case TEXT -> text = once(text, utf8(words.bytes(from, to)), "description");
      case PAYEE -> payee = once(payee, node(words, from, to), "payee");
      case EXPIRY -> expirySeconds = once(expirySeconds, number(words, from, to), "expiry");
      case FINAL_EXPIRY_DELTA ->
          finalExpiryDelta = once(finalExpiryDelta, number(words, from, to), "expiry delta");
      case FEATURES -> features = once(features, Features.read(words.words(from, to)), "features");
      case ROUTE -> routes.add(route(words.bytes(from, to)));
      default -> {
        // A field of a later version, or for payers only.
      }
    }
  }

  /// Duplicates are refused: readers that pick different ones would disagree about the signed
  /// content.
  private static <T> @Nullable T once(@Nullable T before, @Nullable T now, String what) {
    if (before != null && now != null) {
      throw new MalformedException("the invoice has more than one " + what);
    }
    return now == null ? before : now;
  }

  private Purpose purpose() {
    if (textHash != null && text == null) {
      return new Purpose.Hash(textHash);
    }
    return new Purpose.Text(text == null ? "" : text);
  }

  private static @Nullable String hash(Bech32.Words words, int from, int to) {
    return to - from == HASH_WORDS ? Hex.encode(words.bytes(from, to)) : null;
  }

  private static @Nullable NodeId node(Bech32.Words words, int from, int to) {
    return to - from == NODE_WORDS ? new NodeId(Hex.encode(words.bytes(from, to))) : null;
  }

  private static String utf8(byte[] bytes) {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException malformed) {
      throw new MalformedException("the invoice's description is not UTF-8", malformed);
    }
  }

  private static long number(Bech32.Words words, int from, int to) {
    long value = 0;
    for (int i = from; i < to; i++) {
      value = (value << 5) | words.word(i);
      if (value > Bolt11Terms.Window.MAX) {
        throw new MalformedException("the expiry or the delta of the invoice is out of range");
      }
    }
    return value;
  }

  private static byte[] number(long value) {
    int length = Math.max(1, (Long.SIZE - Long.numberOfLeadingZeros(value) + 4) / 5);
    var words = new byte[length];
    for (int i = 0; i < length; i++) {
      words[length - 1 - i] = (byte) ((value >> (5 * i)) & 31);
    }
    return words;
  }

  private static List<Hop> route(byte[] bytes) {
    if (bytes.length == 0 || bytes.length % Hop.BYTES != 0) {
      throw new MalformedException("a private way of the invoice is not made of whole hops");
    }
    var in = ByteBuffer.wrap(bytes);
    var hops = new ArrayList<Hop>();
    while (in.hasRemaining()) {
      var node = new byte[NodeId.BYTES];
      in.get(node);
      hops.add(
          new Hop(
              new NodeId(Hex.encode(node)),
              in.getLong(),
              new Msats(Integer.toUnsignedLong(in.getInt())),
              Integer.toUnsignedLong(in.getInt()),
              Short.toUnsignedInt(in.getShort())));
    }
    return hops;
  }

  private static byte[] route(List<Hop> hops) {
    var out = ByteBuffer.allocate(hops.size() * Hop.BYTES);
    for (var hop : hops) {
      out.put(hop.node().bytes()).putLong(hop.channel());
      out.putInt((int) hop.feeBase().value()).putInt((int) hop.feeMillionths());
      out.putShort((short) hop.expiryDelta());
    }
    return out.array();
  }

  private static void put(ByteArrayOutputStream out, int type, byte[] words) {
    if (words.length > WORDS_MAX) {
      throw new IllegalArgumentException("a field of an invoice has at most 1023 words");
    }
    out.write(type);
    out.write(words.length >> 5);
    out.write(words.length & 31);
    out.writeBytes(words);
  }
}
