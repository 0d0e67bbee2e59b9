package caravel.control.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

/// The address by which requests are counted.
final class ClientAddressTest {
  private final ClientAddress none = new ClientAddress(List.of());
  private final ClientAddress proxies =
      new ClientAddress(List.of("10.0.0.0/8", "192.0.2.1", "2001:db8:1::/48"));

  @Test
  void an_untrusted_peer_is_itself() {
    assertThat(none.of("203.0.113.5", "198.51.100.7")).isEqualTo("203.0.113.5");
    assertThat(proxies.of("203.0.113.5", "198.51.100.7")).isEqualTo("203.0.113.5");
    assertThat(proxies.of("11.0.0.1", "198.51.100.7")).isEqualTo("11.0.0.1");
  }

  @Test
  void behind_trusted_proxies_the_last_untrusted_address_counts() {
    assertThat(proxies.of("10.1.2.3", "198.51.100.7")).isEqualTo("198.51.100.7");
    assertThat(proxies.of("192.0.2.1", "6.6.6.6, 198.51.100.7, 10.9.9.9"))
        .isEqualTo("198.51.100.7");
    assertThat(proxies.of("10.1.2.3", null)).isEqualTo("10.1.2.3");
    assertThat(proxies.of("10.1.2.3", "10.0.0.9")).isEqualTo("10.0.0.9");
    assertThat(proxies.of("10.1.2.3", "6.6.6.6, rubbish")).isEqualTo("10.1.2.3");
    assertThat(proxies.of("10.1.2.3", "")).isEqualTo("10.1.2.3");
    assertThat(proxies.of("10.1.2.3", "localhost")).isEqualTo("10.1.2.3");
  }

  @Test
  void an_ipv6_client_is_its_64() {
    assertThat(none.of("2001:db8:9:9::1", null)).isEqualTo(none.of("2001:db8:9:9:ffff::2", null));
    assertThat(none.of("2001:db8:9:9::1", null)).isNotEqualTo(none.of("2001:db8:9:8::1", null));
    assertThat(proxies.of("2001:db8:1::7", "198.51.100.7")).isEqualTo("198.51.100.7");
    assertThat(none.of("[2001:db8:9:9::1]", null)).isEqualTo(none.of("2001:db8:9:9::2", null));
  }

  @Test
  void a_setting_that_is_no_net_is_refused() {
    for (var bad : List.of("proxy.example", "10.0.0.0/33", "10.0.0.0/-1", "10.0.0.0/x", "")) {
      assertThatThrownBy(() -> new ClientAddress(List.of(bad)))
          .as(bad)
          .isInstanceOf(IllegalArgumentException.class);
    }
  }
}
