package caravel.engine.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import caravel.engine.FuzzSeeds;
import caravel.nostr.Json;
import caravel.nostr.MalformedException;
import caravel.nostr.SecretKey;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.node.ObjectNode;

/// Conformance 25 to 33 and 38, below HTTP.
final class ConfigDraftTest {
  private static final String SECRET = "01".repeat(32);
  private static final String OWNER = SecretKey.parse("02".repeat(32)).publicKey().hex();

  private static ObjectNode minimal() {
    var config = Json.mapper().createObjectNode();
    config.put("host", "a.example.com").put("schema", "a_1").put("secret", SECRET);
    config.putObject("info").put("pubkey", OWNER);
    return config;
  }

  private static void refused(ObjectNode config, String why) {
    assertThatThrownBy(() -> ConfigDraft.ofJson(config.toString()).checked())
        .isInstanceOf(MalformedException.class)
        .hasMessage(why);
  }

  static LongStream seeds() {
    return FuzzSeeds.of(1, 8);
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void what_is_written_as_toml_or_json_is_read_back_the_same(long seed) {
    var random = new Random(seed);
    for (int i = 0; i < 200; i++) {
      var config = Configs.any(random);
      var draft = ConfigDraft.of(config);
      assertThat(ConfigDraft.ofToml(draft.toToml()).checked())
          .as("seed %d, config %d:%n%s", seed, i, draft.toToml())
          .isEqualTo(config);
      assertThat(ConfigDraft.ofJson(draft.toJson().toString()).checked())
          .as("seed %d, config %d", seed, i)
          .isEqualTo(config);
    }
  }

  @Test
  void a_file_as_zooid_writes_it_is_read() {
    var toml =
        """
        # a comment
        host = "a.example.com:3334"
        schema = 'a_1'
        secret = "%s"
        color = "unknown keys are passed over"

        [info]
        name = "A"
        pubkey = "%s"

        [policy]
        Public_Join = true
        max_members = 5
        max_bytes = 5000000000

        [roles.member]
        can_invite = true

        [roles."a.b"]
        pubkeys = ["x",
          "y"]
        """
            .formatted(SECRET, OWNER);
    var config = ConfigDraft.ofToml(toml).checked();
    assertThat(config.policy().publicJoin()).isTrue();
    assertThat(config.policy().maxMembers()).isEqualTo(5);
    assertThat(config.policy().maxBytes()).isEqualTo(5_000_000_000L); // B5
    assertThat(ConfigDraft.ofToml(ConfigDraft.of(config).toToml()).checked()).isEqualTo(config);
    assertThat(config.policy().anonymous()).isFalse();
    assertThat(config.roles())
        .containsOnly(
            Map.entry("member", new RelayConfig.Role(List.of(), true, false)),
            Map.entry("a.b", new RelayConfig.Role(List.of("x", "y"), false, false)));
  }

  @Test
  void checks_come_in_zooids_order_with_its_words() { // 25, 26, 27
    var config = Json.mapper().createObjectNode();
    refused(config, "host is required");
    config.put("host", "h");
    refused(config, "schema is required");
    config.put("schema", "A-b");
    refused(config, "schema must contain only lowercase letters, numbers, and underscores");
    config.put("schema", "a");
    refused(config, "invalid secret key: invalid secret key");
    config.put("secret", "5");
    refused(config, "invalid info.pubkey: pubkey should be 64-char hex, got ''");
    config.putObject("info").put("pubkey", "f".repeat(64));
    refused(config, "invalid info.pubkey: '" + "f".repeat(64) + "' is not a valid pubkey");
    config.putObject("info").put("pubkey", OWNER);
    assertThat(ConfigDraft.ofJson(config.toString()).checked().secret().revealHex())
        .isEqualTo("0".repeat(63) + "5");
  }

  @ParameterizedTest
  @ValueSource(strings = {"a-b", "A", "1a", "a.b", "a b", "é", "a;b", "../a"})
  void a_schema_is_a_lower_case_name(String schema) { // 27
    refused(
        minimal().put("schema", schema),
        "schema must contain only lowercase letters, numbers, and underscores");
  }

  @Test
  void a_refusal_never_repeats_what_may_be_a_secret() { // 26
    for (var secret : new String[] {"1".repeat(65), "nsec1" + "q".repeat(58), "zz", "ü"}) {
      assertThatThrownBy(
              () -> ConfigDraft.ofJson(minimal().put("secret", secret).toString()).checked())
          .hasMessageStartingWith("invalid secret key: ")
          .hasMessageNotContaining(secret);
    }
    refused(minimal().put("secret", "0"), "invalid secret key: invalid secret key");
  }

  @ParameterizedTest
  @CsvSource({
    "s3, bucket, blossom.s3.bucket is required when blossom.adapter is s3",
    "s3, region, blossom.s3.region is required when blossom.adapter is s3",
    "s3, access_key, blossom.s3.access_key is required when blossom.adapter is s3",
    "s3, secret_key, blossom.s3.secret_key is required when blossom.adapter is s3",
    "ftp, '', invalid blossom adapter"
  })
  void media_in_s3_needs_its_settings(String adapter, String missing, String why) { // 38
    var config = minimal();
    var blossom = config.putObject("blossom").put("adapter", adapter);
    blossom
        .putObject("s3")
        .put("bucket", "b")
        .put("region", "r")
        .put("access_key", "a")
        .put("secret_key", "s")
        .put(missing, "");
    refused(config, why);
  }

  @ParameterizedTest
  @ValueSource(strings = {"-1", "\"5\"", "1.5", "99999999999", "true"})
  void a_member_limit_is_a_whole_number(String limit) {
    assertThatThrownBy(() -> ConfigDraft.ofJson("{\"policy\":{\"max_members\":" + limit + "}}"))
        .hasMessageStartingWith("invalid json config: policy.max_members must be a whole number");
  }

  @ParameterizedTest
  @ValueSource(strings = {"-1", "\"5\"", "1.5", "99999999999999999999", "true"})
  void a_bound_on_bytes_is_a_whole_number_B5(String limit) {
    assertThatThrownBy(() -> ConfigDraft.ofJson("{\"policy\":{\"max_bytes\":" + limit + "}}"))
        .hasMessageStartingWith("invalid json config: policy.max_bytes must be a whole number");
  }

  @ParameterizedTest
  @ValueSource(strings = {"max_bytes", "max_bytes_per_member", "max_file_bytes"})
  void a_limit_of_files_is_a_whole_number(String key) {
    assertThatThrownBy(() -> ConfigDraft.ofJson("{\"blossom\":{\"" + key + "\":-1}}"))
        .hasMessageStartingWith("invalid json config: blossom." + key + " must be a whole number");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "x", "{", "{}{}", "[]", "5", "{\"a\":1,\"a\":2}", "{\"host\":{}}", "\u0000"})
  void an_invalid_config_is_refused_with_a_message(String body) { // 28
    assertThatThrownBy(() -> ConfigDraft.ofJson(body))
        .isInstanceOf(MalformedException.class)
        .hasMessageStartingWith("invalid json config: ")
        .hasMessageNotContaining("tools.jackson");
  }

  @Test
  void deep_nesting_is_refused() {
    assertThatThrownBy(() -> ConfigDraft.ofJson("[".repeat(100_000)))
        .isInstanceOf(MalformedException.class);
    assertThatThrownBy(() -> ConfigDraft.ofToml("a = " + "[".repeat(100_000)))
        .isInstanceOf(MalformedException.class);
    assertThatThrownBy(() -> ConfigDraft.ofToml("[" + "a.".repeat(50_000) + "b]").checked())
        .hasMessage("host is required");
  }

  @Test
  void a_patch_changes_what_it_names_and_nothing_else() { // 31, 32, 33
    var draft =
        ConfigDraft.ofJson(
            minimal()
                .set(
                    "roles",
                    Json.mapper()
                        .readTree("{\"admin\":{\"pubkeys\":[\"x\"],\"can_manage\":true},\"b\":{}}"))
                .toString());
    var patched =
        draft.patched(
            """
            {"info":{"name":"N"},"policy":{"max_members":3},"INFO":{"name":"X"},
             "roles":{"admin":{"pubkeys":["y","z"]},"b":null}}\
            """);
    var config = patched.checked();
    assertThat(config.info().name()).isEqualTo("N");
    assertThat(config.info().owner().hex()).isEqualTo(OWNER);
    assertThat(config.policy().maxMembers()).isEqualTo(3);
    assertThat(config.roles())
        .containsOnly(Map.entry("admin", new RelayConfig.Role(List.of("y", "z"), false, true)));
    assertThat(patched.patched("null")).isEqualTo(patched);
    assertThat(
            patched.patched("{\"policy\":{\"max_members\":null}}").checked().policy().maxMembers())
        .isNull();
    assertThatThrownBy(() -> patched.patched("{\"host\":null}").checked())
        .hasMessage("host is required");
    assertThatThrownBy(() -> patched.patched("[]")).hasMessageStartingWith("invalid json config: ");
  }

  @Test
  void secrets_are_not_printed() {
    var config = ConfigDraft.of(Configs.any(new Random(1)));
    assertThat(config.toString()).doesNotContain(config.checked().secret().revealHex());
    assertThat(config.checked().toString()).doesNotContain(config.checked().secret().revealHex());
  }
}
