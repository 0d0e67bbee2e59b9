package caravel.nostr.bolt11;

import java.util.BitSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/// The features that the payee's node supports (odd bits) and requires (even bits), as of BOLT 9.
///
/// @param bits the numbers of the bits that are set; 0 is the least significant
public record Features(Set<Integer> bits) {
  /// Largest number of bits: 1,023 words of five.
  static final int BITS_MAX = 1_023 * 5;

  public static final int ONION_REQUIRED = 8;
  public static final int PAYMENT_SECRET_REQUIRED = 14;
  public static final int MULTI_PART_OFFERED = 17;

  /// The even bits that payers support: onion, payment secret, multi-part, blinded route,
  /// attribution, payment metadata.
  private static final Set<Integer> UNDERSTOOD = Set.of(8, 14, 16, 24, 36, 48);

  private static final Features USUAL =
      new Features(Set.of(ONION_REQUIRED, PAYMENT_SECRET_REQUIRED));

  /// @throws IllegalArgumentException when a bit does not fit into the field, or is required and
  ///   unknown: such an invoice must not be paid
  public Features {
    for (int bit : bits) {
      if (bit < 0 || bit >= BITS_MAX) {
        throw new IllegalArgumentException("a feature is a bit of 0 to " + (BITS_MAX - 1));
      }
      if (bit % 2 == 0 && !UNDERSTOOD.contains(bit)) {
        throw new IllegalArgumentException("the invoice requires the unknown feature " + bit);
      }
    }
    bits = Set.copyOf(bits);
  }

  /// The features of an ordinary invoice.
  public static Features usual() {
    return USUAL;
  }

  static Features read(byte[] words) {
    var bits = new TreeSet<Integer>();
    for (int i = 0; i < words.length; i++) {
      for (int bit = 0; bit < 5; bit++) {
        if (((words[words.length - 1 - i] >> bit) & 1) == 1) {
          bits.add(i * 5 + bit);
        }
      }
    }
    return new Features(bits);
  }

  /// Returns the fewest words for these bits; none for no feature.
  byte[] words() {
    var set = new BitSet();
    List.copyOf(bits).forEach(set::set);
    var words = new byte[(set.length() + 4) / 5];
    bits.forEach(bit -> words[words.length - 1 - bit / 5] |= (byte) (1 << (bit % 5)));
    return words;
  }
}
