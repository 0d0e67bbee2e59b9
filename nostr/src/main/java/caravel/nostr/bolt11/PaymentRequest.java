package caravel.nostr.bolt11;

import caravel.nostr.Bech32;
import caravel.nostr.Hex;
import caravel.nostr.MalformedException;
import caravel.nostr.Msats;
import caravel.nostr.SecretKey;
import caravel.nostr.Sha256;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// A Lightning invoice (BOLT 11). A parsed one has a valid signature of its payee.
///
/// @param amount above zero; null = the payer chooses
/// @param createdAt unix seconds, 0 to 2^35 − 1
public record PaymentRequest(
    Network network, @Nullable Msats amount, long createdAt, NodeId payee, Bolt11Terms terms) {
  /// Longest accepted text: the capacity of a QR code.
  public static final int CHARACTERS_MAX = 7_089;

  private static final int TIME_WORDS = 7;
  private static final int SIGNATURE_WORDS = 104;

  /// Words that complete the last byte: at most seven bits are missing.
  private static final int FILLING_WORDS = 2;

  public PaymentRequest {
    if (createdAt < 0 || createdAt >= 1L << (5 * TIME_WORDS)) {
      throw new IllegalArgumentException("the time of an invoice is out of range");
    }
    if (amount != null && amount.value() == 0) {
      throw new IllegalArgumentException("the amount of an invoice is above zero");
    }
  }

  /// Parses an invoice, all in lower or all in upper case, and checks its signature. If the invoice
  /// names no payee, the payee is the key recovered from the signature.
  ///
  /// @throws MalformedException when it is not an invoice, was changed, requires unknown features,
  ///   or lacks the payment hash or the payment secret
  public static PaymentRequest parse(String text) {
    if (text.length() > CHARACTERS_MAX) {
      throw new MalformedException("a Lightning invoice has at most 7089 characters");
    }
    var words = Bech32.decodeWords(text, "a Lightning invoice");
    int signatureFrom = words.size() - SIGNATURE_WORDS;
    if (signatureFrom < TIME_WORDS) {
      throw new MalformedException("the invoice is too short");
    }
    try {
      var prefix = Prefix.parse(words.prefix());
      var fields = TaggedFields.read(words, TIME_WORDS, signatureFrom);
      var signature = words.bytes(signatureFrom, words.size());
      var hash = hash(words.prefix(), words.words(0, signatureFrom));
      return new PaymentRequest(
          prefix.network(),
          prefix.amount(),
          time(words),
          payee(fields, signature, hash),
          fields.terms());
    } catch (IllegalArgumentException refused) {
      throw new MalformedException(refused.getMessage(), refused);
    }
  }

  /// Signs the invoice and writes it as lower-case text.
  ///
  /// @throws IllegalArgumentException when the key is not the payee's, or the text would be longer
  ///   than [#CHARACTERS_MAX]
  public String sign(SecretKey key) {
    if (!NodeId.of(key).equals(payee)) {
      throw new IllegalArgumentException("the invoice names another payee than this key");
    }
    var prefix = new Prefix(network, amount).write();
    var data = new ByteArrayOutputStream();
    for (int i = TIME_WORDS - 1; i >= 0; i--) {
      data.write((int) ((createdAt >> (5 * i)) & 31));
    }
    data.writeBytes(TaggedFields.write(terms));
    var hash = hash(prefix, data.toByteArray());
    data.writeBytes(Bech32.words(Ecdsa.sign(hash, Hex.decode(key.revealHex()))));
    var text = Bech32.encodeWords(prefix, data.toByteArray());
    if (text.length() > CHARACTERS_MAX) {
      throw new IllegalArgumentException("a Lightning invoice has at most 7089 characters");
    }
    return text;
  }

  /// The unix second from which the invoice can no longer be paid.
  public long expiresAt() {
    return createdAt + terms.window().expirySeconds();
  }

  private static NodeId payee(TaggedFields fields, byte[] signature, byte[] hash) {
    var named = fields.payee();
    if (named.isEmpty()) {
      return new NodeId(Hex.encode(Ecdsa.recover(signature, hash)));
    }
    if (!Ecdsa.verify(signature, hash, named.get().bytes())) {
      throw new MalformedException("the invoice is not signed by the payee it names");
    }
    return named.get();
  }

  private static long time(Bech32.Words words) {
    long time = 0;
    for (int i = 0; i < TIME_WORDS; i++) {
      time = (time << 5) | words.word(i);
    }
    return time;
  }

  /// The signed hash: over the prefix as text, then the data as bytes, padded with zeros.
  static byte[] hash(String prefix, byte[] words) {
    var filled = Bech32.bytes(Arrays.copyOf(words, words.length + FILLING_WORDS));
    int bytes = (words.length * 5 + 7) / 8;
    var signed = new ByteArrayOutputStream();
    signed.writeBytes(prefix.getBytes(StandardCharsets.US_ASCII));
    signed.write(filled, 0, bytes);
    return Sha256.of(signed.toByteArray());
  }
}
