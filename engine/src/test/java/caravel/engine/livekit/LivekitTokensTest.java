package caravel.engine.livekit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import caravel.engine.config.RelayConfig;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class LivekitTokensTest {
  private static final long NOW = 1_700_000_000;
  private final LivekitTokens tokens =
      new LivekitTokens(new RelayConfig.Livekit("wss://calls.example.com", "key", "secret"));

  private String token(String alg, String claims) {
    // The signature is right for whatever the header says.
    var api = tokens.api(Map.of(), NOW).split("\\.", -1);
    assertThat(api).hasSize(3);
    return base64("{\"alg\":\"" + alg + "\"}") + "." + base64(claims) + "." + api[2];
  }

  private static String base64(String text) {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }

  private void assertRefused(String authorization, String why) {
    assertThatThrownBy(() -> tokens.verifyWebhook(authorization, new byte[0], NOW))
        .isInstanceOf(LivekitTokens.InvalidException.class)
        .hasMessage(why);
  }

  @Test
  void a_token_without_a_signature_is_refused() {
    assertRefused(token("none", "{\"iss\":\"key\"}"), "the token is not signed with HS256");
    assertRefused(token("HS256", "{\"iss\":\"key\"}"), "the signature of the token is wrong");
  }

  @Test
  void malformed_tokens_are_refused() {
    for (var text : new String[] {"x", "a.b", "a.b.c", "!.!.!", "..", "e30.e30"}) {
      assertThatThrownBy(() -> tokens.verifyWebhook(text, new byte[0], NOW))
          .as(text)
          .isInstanceOf(LivekitTokens.InvalidException.class);
    }
  }

  @Test
  void a_token_of_the_api_signs_no_webhook() {
    assertRefused(tokens.join("x", "room", NOW), "could not verify authenticity of message");
    assertRefused(
        tokens.join("x", "room", NOW - LivekitTokens.LIFETIME_SECONDS - 61),
        "the token is expired");
    assertRefused(tokens.join("x", "room", NOW + 61), "the token is not valid yet");
    assertThatCode(() -> tokens.join("x", "room", NOW)).doesNotThrowAnyException();
  }
}
