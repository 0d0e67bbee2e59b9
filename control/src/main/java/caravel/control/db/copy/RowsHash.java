package caravel.control.db.copy;

import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/// A number of rows and the sum of their SHA-256 hashes, so that the order of the rows does not
/// matter. Both kinds of database give the same hash for the same values.
final class RowsHash {
  private static final BigInteger MODULUS = BigInteger.TWO.pow(256);

  private final MessageDigest digest;
  private BigInteger sum = BigInteger.ZERO;
  private long rows;

  RowsHash() {
    try {
      digest = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException never) {
      throw new IllegalStateException(never);
    }
  }

  /// @param values numbers, texts, bytes, and null
  /// @throws IllegalArgumentException if a value is something else
  void add(@Nullable Object[] values) {
    for (var value : values) {
      add(value);
    }
    sum = sum.add(new BigInteger(1, digest.digest())).mod(MODULUS);
    rows++;
  }

  private void add(@Nullable Object value) {
    switch (value) {
      case null -> digest.update((byte) 'n');
      case Long number -> add('i', ByteBuffer.allocate(Long.BYTES).putLong(number).array());
      case Double number -> add('d', ByteBuffer.allocate(Double.BYTES).putDouble(number).array());
      case String text -> add('t', text.getBytes(StandardCharsets.UTF_8));
      case byte[] bytes -> add('b', bytes);
      default -> throw new IllegalArgumentException("a value is a " + value.getClass().getName());
    }
  }

  private void add(char kind, byte[] bytes) {
    digest.update((byte) kind);
    digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(bytes.length).array());
    digest.update(bytes);
  }

  long rows() {
    return rows;
  }

  /// 64 hex digits.
  String hash() {
    var bytes = sum.add(MODULUS).toByteArray();
    return HexFormat.of().formatHex(bytes, bytes.length - 32, bytes.length);
  }
}
