package caravel.control.hosting.zooid;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import caravel.nostr.SecretKey;
import java.net.URI;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class DialTest {
  private static final SecretKey KEY = SecretKey.parse("01".repeat(32));

  @Test
  void a_name_that_is_local_or_does_not_resolve_is_asked_of_the_host_itself() {
    var settings = settings("http://zooid:3334", null);
    for (var host :
        new String[] {"one.localhost:3334", "one.relays.invalid", "_deleted-7.relays.invalid"}) {
      assertThat(Dial.to(host, settings)).isEqualTo(new Dial(settings.apiUrl(), host));
    }
  }

  @Test
  void the_operators_probe_address_comes_first() {
    var settings = settings("http://zooid:3334", "http://10.0.0.7:3334");
    assertThat(Dial.to("one.relays.invalid", settings).base())
        .isEqualTo(URI.create("http://10.0.0.7:3334"));
  }

  @ParameterizedTest
  @CsvSource({
    "http://zooid:3334, one.localhost:3334, ws://one.localhost:3334, ws://zooid:3334",
    "http://zooid:3334, one.relays.invalid, wss://one.relays.invalid, ws://zooid:3334",
    "http://zooid:3334, 10.0.0.7, ws://10.0.0.7, ws://zooid:3334",
    "https://zooid, one.relays.invalid:8443, wss://one.relays.invalid:8443, wss://zooid"
  })
  void the_signed_address_is_what_the_relay_makes_of_its_host_header(
      String base, String host, String signed, String dialled) {
    var dial = new Dial(URI.create(base), host);
    assertThat(dial.authUrl()).isEqualTo(signed);
    assertThat(dial.webSocket()).isEqualTo(URI.create(dialled));
  }

  @ParameterizedTest
  @CsvSource({
    "http://zooid:80/, http://zooid",
    "https://zooid:443, https://zooid",
    "http://zooid:3334/path?q, http://zooid:3334"
  })
  void the_base_follows_the_host_header(String given, String base) {
    assertThat(settings(given, null).apiUrl()).isEqualTo(URI.create(base));
  }

  @Test
  void other_addresses_are_refused() {
    assertThatThrownBy(() -> settings("ftp://zooid", null))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> settings("zooid:3334", null))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static ZooidSettings settings(String apiUrl, @Nullable String probeUrl) {
    return new ZooidSettings(
        URI.create(apiUrl), KEY, probeUrl == null ? null : URI.create(probeUrl), null, null);
  }
}
