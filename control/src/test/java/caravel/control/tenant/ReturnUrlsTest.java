package caravel.control.tenant;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ReturnUrlsTest {
  private static final ReturnUrls ANY = new ReturnUrls("https://app.example.com", List.of());
  private static final ReturnUrls LISTED =
      new ReturnUrls("https://app.example.com", List.of("https://flotilla.social"));

  @ParameterizedTest
  @CsvSource({
    "https://flotilla.social/hosting?x=1, true,  true",
    "https://FLOTILLA.social:443/,        true,  true",
    "https://app.example.com/account,     true,  true",
    "http://flotilla.social/,             true,  false",
    "https://flotilla.social:8443/,       true,  false",
    "https://flotilla.social.evil.org/,   true,  false",
    "https://evil.org/,                   true,  false",
    "https://u:p@flotilla.social/,        false, false",
    "javascript:alert(1),                 false, false",
    "/account,                            false, false",
    "https://,                            false, false",
    "not a url,                           false, false"
  })
  void a_return_address_is_http_and_of_an_allowed_origin(
      String url, boolean anywhere, boolean listed) {
    assertThat(ANY.allows(url)).isEqualTo(anywhere);
    assertThat(LISTED.allows(url)).isEqualTo(listed);
  }
}
