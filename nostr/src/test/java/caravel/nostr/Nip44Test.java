package caravel.nostr;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

final class Nip44Test {
  private static final JsonNode VECTORS = vectors().get("v2");

  private static JsonNode vectors() {
    try (var file = Nip44Test.class.getResourceAsStream("/vectors/nip44-v2.json")) {
      return JsonMapper.shared().readTree(file);
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    }
  }

  private static Stream<JsonNode> each(String path) {
    return VECTORS.at(path).valueStream();
  }

  static Stream<JsonNode> conversationKeys() {
    return each("/valid/get_conversation_key");
  }

  @ParameterizedTest
  @MethodSource("conversationKeys")
  void conversation_keys_are_as_in_the_vectors(JsonNode vector) {
    var key =
        Nip44.conversationKey(
            SecretKey.parse(text(vector, "sec1")), PublicKey.parse(text(vector, "pub2")));
    assertThat(Hex.encode(key.bytes())).isEqualTo(text(vector, "conversation_key"));
  }

  static Stream<JsonNode> badKeys() {
    return each("/invalid/get_conversation_key");
  }

  @ParameterizedTest
  @MethodSource("badKeys")
  void invalid_keys_make_no_conversation_key(JsonNode vector) {
    assertThatThrownBy(() ->
            Nip44.conversationKey(
                SecretKey.parse(text(vector, "sec1")), PublicKey.parse(text(vector, "pub2"))))
        .isInstanceOfAny(MalformedException.class, IllegalArgumentException.class);
  }

  static Stream<JsonNode> messageKeys() {
    return each("/valid/get_message_keys/keys");
  }

  @ParameterizedTest
  @MethodSource("messageKeys")
  void message_keys_are_as_in_the_vectors(JsonNode vector) {
    var conversation = text(VECTORS.at("/valid/get_message_keys"), "conversation_key");
    var keys = Nip44.messageKeys(key(conversation), Hex.decode(text(vector, "nonce")));
    assertThat(Hex.encode(keys.cipher().getEncoded())).isEqualTo(text(vector, "chacha_key"));
    assertThat(Hex.encode(keys.nonce().getNonce())).isEqualTo(text(vector, "chacha_nonce"));
    assertThat(Hex.encode(keys.mac().getEncoded())).isEqualTo(text(vector, "hmac_key"));
  }

  @Test
  void padded_lengths_are_as_in_the_vectors() {
    each("/valid/calc_padded_len")
        .forEach(pair ->
            assertThat(Nip44.paddedLength(pair.get(0).intValue()))
                .isEqualTo(pair.get(1).intValue()));
  }

  static Stream<JsonNode> messages() {
    return each("/valid/encrypt_decrypt");
  }

  @ParameterizedTest
  @MethodSource("messages")
  void messages_are_encrypted_to_the_byte_and_read_again(JsonNode vector) {
    var first = SecretKey.parse(text(vector, "sec1"));
    var second = SecretKey.parse(text(vector, "sec2"));
    var key = Nip44.conversationKey(first, second.publicKey());
    assertThat(Hex.encode(key.bytes())).isEqualTo(text(vector, "conversation_key"));
    var payload = text(vector, "payload");
    assertThat(Nip44.encrypt(key, text(vector, "plaintext"), Hex.decode(text(vector, "nonce"))))
        .isEqualTo(payload);
    assertThat(Nip44.decrypt(Nip44.conversationKey(second, first.publicKey()), payload))
        .isEqualTo(text(vector, "plaintext"));
  }

  static Stream<JsonNode> longMessages() {
    return each("/valid/encrypt_decrypt_long_msg");
  }

  @ParameterizedTest
  @MethodSource("longMessages")
  void long_messages_hash_as_in_the_vectors(JsonNode vector) {
    var plaintext = text(vector, "pattern").repeat(vector.get("repeat").intValue());
    assertThat(hash(plaintext)).isEqualTo(text(vector, "plaintext_sha256"));
    var key = key(text(vector, "conversation_key"));
    var payload = Nip44.encrypt(key, plaintext, Hex.decode(text(vector, "nonce")));
    assertThat(hash(payload)).isEqualTo(text(vector, "payload_sha256"));
    assertThat(Nip44.decrypt(key, payload)).isEqualTo(plaintext);
  }

  static Stream<JsonNode> badLengths() {
    return each("/invalid/encrypt_msg_lengths");
  }

  @ParameterizedTest
  @MethodSource("badLengths")
  void texts_of_these_lengths_are_not_encrypted(JsonNode length) {
    var key = key("00".repeat(32));
    assertThatThrownBy(() -> Nip44.encrypt(key, "x".repeat(length.intValue())))
        .isInstanceOf(IllegalArgumentException.class);
  }

  static Stream<JsonNode> badPayloads() {
    return each("/invalid/decrypt");
  }

  @ParameterizedTest
  @MethodSource("badPayloads")
  void broken_payloads_are_refused_for_the_reason_the_vectors_name(JsonNode vector) {
    var key = key(text(vector, "conversation_key"));
    assertThatThrownBy(() -> Nip44.decrypt(key, text(vector, "payload")))
        .isInstanceOf(MalformedException.class)
        .hasMessageStartingWith(text(vector, "note").replaceAll(" ?[0-9]+$", ""));
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void what_one_encrypts_the_other_reads_and_nobody_changes(long seed) {
    var generator = new Generator(seed);
    for (int round = 0; round < 40; round++) {
      var mine = generator.secretKey();
      var theirs = generator.secretKey();
      var key = Nip44.conversationKey(mine, theirs.publicKey());
      var text = "x" + generator.text(200);
      var payload = Nip44.encrypt(key, text);
      var back = Nip44.conversationKey(theirs, mine.publicKey());
      assertThat(Nip44.decrypt(back, payload)).isEqualTo(text);
      var changed = new StringBuilder(payload);
      int at = generator.random.nextInt(payload.length() - 2);
      changed.setCharAt(at, payload.charAt(at) == 'A' ? 'B' : 'A');
      assertThatThrownBy(() -> Nip44.decrypt(back, changed.toString()))
          .isInstanceOf(MalformedException.class);
      var mutated = generator.mutate(payload);
      if (!mutated.equals(payload)) {
        assertThatThrownBy(() -> Nip44.decrypt(back, mutated))
            .isInstanceOf(MalformedException.class);
      }
    }
  }

  @Test
  void half_a_surrogate_pair_is_not_encrypted() {
    assertThatThrownBy(() -> Nip44.encrypt(key("00".repeat(32)), "\ud83d"))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void a_conversation_key_does_not_print_itself() {
    assertThat(key("ab".repeat(32)).toString()).doesNotContain("ab");
  }

  private static Nip44.ConversationKey key(String hex) {
    return new Nip44.ConversationKey(Hex.decode(hex));
  }

  private static String hash(String text) {
    return Hex.encode(Sha256.of(text.getBytes(StandardCharsets.UTF_8)));
  }

  private static String text(JsonNode node, String key) {
    return node.get(key).asString();
  }
}
