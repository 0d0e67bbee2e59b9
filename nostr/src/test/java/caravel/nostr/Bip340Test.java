package caravel.nostr;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class Bip340Test {
  /// Nostr signs hashes only, and the library accepts nothing else: four vectors of other lengths
  /// are left out.
  private static final int HASH_HEX_DIGITS = 64;

  record Vector(
      String index,
      String secretKey,
      String publicKey,
      String auxiliary,
      String message,
      String signature,
      boolean genuine) {
    @Override
    public String toString() {
      return "vector " + index;
    }
  }

  static Stream<Vector> vectors() {
    try (var file = Bip340Test.class.getResourceAsStream("/vectors/bip340.csv")) {
      assertThat(file).isNotNull();
      var text = new String(file.readAllBytes(), StandardCharsets.UTF_8);
      return text.lines()
          .skip(1)
          .map(Bip340Test::vector)
          .filter(vector -> vector.message().length() == HASH_HEX_DIGITS);
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    }
  }

  private static Vector vector(String line) {
    var cells = line.split(",", -1);
    return new Vector(
        cells[0], cells[1], cells[2], cells[3], cells[4], cells[5], cells[6].equals("TRUE"));
  }

  @ParameterizedTest
  @MethodSource("vectors")
  void official_vectors_are_judged_right(Vector vector) {
    assertThat(
            Secp.verify(
                Hex.decode(vector.signature()),
                Hex.decode(vector.message()),
                Hex.decode(vector.publicKey())))
        .isEqualTo(vector.genuine());
  }

  static Stream<Vector> vectorsThatSign() {
    return vectors().filter(vector -> !vector.secretKey().isEmpty());
  }

  @ParameterizedTest
  @MethodSource("vectorsThatSign")
  void official_vectors_are_signed_to_the_byte(Vector vector) {
    var secret = Hex.decode(vector.secretKey());
    assertThat(new SecretKey(secret).publicKey().bytes()).isEqualTo(Hex.decode(vector.publicKey()));
    assertThat(Secp.sign(Hex.decode(vector.message()), secret, Hex.decode(vector.auxiliary())))
        .isEqualTo(Hex.decode(vector.signature()));
  }
}
