package caravel.nostr;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class SchnorrVerifierTest {
  private static final int SIGNATURES_PER_SEED = 20;
  private static final int CHANGED_KEYS = 40_000;

  /// The symbols are part of the library on every platform that the product is built for.
  private final SchnorrVerifier verifier = SchnorrVerifier.load().orElseThrow();

  static LongStream seeds() {
    return GeneratorSeeds.of(1, 100);
  }

  @ParameterizedTest
  @MethodSource("caravel.nostr.Bip340Test#vectors")
  void both_bindings_judge_the_official_vectors_alike(Bip340Test.Vector vector) {
    var signature = Hex.decode(vector.signature());
    var hash = Hex.decode(vector.message());
    var key = Hex.decode(vector.publicKey());
    assertThat(verifier.isValid(signature, hash, key)).isEqualTo(vector.genuine());
    assertThat(Secp.verifyByJni(signature, hash, key)).isEqualTo(vector.genuine());
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void both_bindings_judge_corrupted_signatures_alike(long seed) {
    var generator = new Generator(seed);
    var secret = generator.secretKey();
    for (int i = 0; i < SIGNATURES_PER_SEED; i++) {
      var hash = generator.bytes(32);
      var key = secret.publicKey().bytes();
      var signature = Secp.sign(hash, secret.bytes(), generator.bytes(32));
      assertThat(verifier.isValid(signature, hash, key)).isTrue();
      var corrupted = generator.pick(List.of(signature, hash, key));
      corrupted[generator.random.nextInt(corrupted.length)] ^=
          (byte) (1 << generator.random.nextInt(8));
      assertThat(verifier.isValid(signature, hash, key))
          .isEqualTo(Secp.verifyByJni(signature, hash, key));
    }
  }

  @Test
  void only_the_key_of_a_valid_signature_is_kept() {
    var generator = new Generator(3);
    var secret = generator.secretKey();
    var key = secret.publicKey().bytes();
    var hash = generator.bytes(32);
    var signature = Secp.sign(hash, secret.bytes(), generator.bytes(32));
    assertThat(verifier.isValid(signature, generator.bytes(32), key)).isFalse();
    assertThat(verifier.keys().find(key)).isNull();
    assertThat(verifier.isValid(signature, hash, key)).isTrue();
    assertThat(verifier.keys().find(key)).isNotNull();
    assertThat(verifier.isValid(signature, hash, key)).isTrue();
    assertThat(verifier.isValid(signature, generator.bytes(32), key)).isFalse();
  }

  /// Each flip has one chance in 4,096 to hit the place of the cached key.
  @Test
  void a_key_that_the_caller_changes_afterwards_never_passes_for_the_cached_one() {
    var generator = new Generator(11);
    var secret = generator.secretKey();
    var hash = generator.bytes(32);
    var signature = Secp.sign(hash, secret.bytes(), generator.bytes(32));
    var key = secret.publicKey().bytes();
    assertThat(verifier.isValid(signature, hash, key)).isTrue();
    for (int round = 0; round < CHANGED_KEYS; round++) {
      generator.random.nextBytes(key);
      assertThat(verifier.isValid(signature, hash, key)).isFalse();
    }
  }

  @Test
  void an_array_of_the_wrong_length_never_reaches_the_library() {
    assertThatThrownBy(() -> verifier.isValid(new byte[63], new byte[32], new byte[32]))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> verifier.isValid(new byte[64], new byte[31], new byte[32]))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> verifier.isValid(new byte[64], new byte[32], new byte[33]))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void a_flood_of_keys_replaces_older_keys_and_never_mixes_them() {
    var cache = new ParsedKeyCache();
    var generator = new Generator(7);
    int keys = 4 * ParsedKeyCache.ENTRIES_MAX;
    for (int i = 0; i < keys; i++) {
      var key = generator.bytes(32);
      cache.put(key, key.clone());
      assertThat(cache.find(key.clone())).isEqualTo(key);
    }
    var again = new Generator(7);
    int found = 0;
    for (int i = 0; i < keys; i++) {
      var key = again.bytes(32);
      var parsed = cache.find(key);
      if (parsed != null) {
        assertThat(parsed).isEqualTo(key);
        found++;
      }
    }
    assertThat(found).isBetween(1, ParsedKeyCache.ENTRIES_MAX);
  }
}
