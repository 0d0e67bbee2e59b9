package caravel.outbound;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.UnknownHostException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ReachTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "0.0.0.0",
        "0.1.2.3",
        "10.0.0.1",
        "10.255.255.255",
        "100.64.0.1",
        "100.127.255.255",
        "127.0.0.1",
        "127.1",
        "127.255.255.254",
        "2130706433",
        "169.254.169.254",
        "172.16.0.1",
        "172.31.255.255",
        "192.0.0.8",
        "192.0.2.1",
        "192.88.99.1",
        "192.168.1.1",
        "198.18.0.1",
        "198.19.255.255",
        "198.51.100.7",
        "203.0.113.9",
        "224.0.0.1",
        "239.255.255.255",
        "240.0.0.1",
        "255.255.255.255",
        "::",
        "::1",
        "::ffff:10.0.0.1",
        "::ffff:127.0.0.1",
        "::127.0.0.1",
        "64:ff9b::10.0.0.1",
        "64:ff9b::7f00:1",
        "64:ff9b:1::1",
        "100::1",
        "fc00::1",
        "fd12:3456::1",
        "fe80::1",
        "fec0::1",
        "ff02::1",
        "ff0e::1",
        "2001::1",
        "2001:10::1",
        "2001:db8::1",
        "2002:0a00:0001::",
        "2002:5db8:d822::",
        "3fff:0fff::1",
        "5f00::1"
      })
  void private_addresses_are_refused(String address) throws UnknownHostException {
    assertThat(Reach.isPublic(InetAddress.getByName(address))).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "1.1.1.1",
        "9.255.255.255",
        "11.0.0.0",
        "93.184.216.34",
        "100.63.255.255",
        "100.128.0.0",
        "126.255.255.255",
        "128.0.0.1",
        "169.253.255.255",
        "172.15.255.255",
        "172.32.0.0",
        "192.0.1.1",
        "192.167.255.255",
        "198.17.255.255",
        "198.20.0.0",
        "223.255.255.255",
        "::ffff:93.184.216.34",
        "64:ff9b::93.184.216.34",
        "2001:200::1",
        "2003::1",
        "2606:2800:220:1:248:1893:25c8:1946",
        "2a00:1450:4001:80b::200e",
        "3ffe::1"
      })
  void public_addresses_are_allowed(String address) throws UnknownHostException {
    assertThat(Reach.isPublic(InetAddress.getByName(address))).isTrue();
  }

  /// Java converts these to IPv4 itself, but not the other forms.
  @ParameterizedTest
  @CsvSource({"10,0,0,1", "127,0,0,1", "93,184,216,34"})
  void an_ipv4_address_in_sixteen_bytes_is_not_let_out_as_ipv6(int a, int b, int c, int d)
      throws UnknownHostException {
    var mapped = new byte[16];
    mapped[10] = (byte) 0xff;
    mapped[11] = (byte) 0xff;
    mapped[12] = (byte) a;
    mapped[13] = (byte) b;
    mapped[14] = (byte) c;
    mapped[15] = (byte) d;
    var address = java.net.Inet6Address.getByAddress("name", mapped, 0);
    assertThat(address.getAddress()).hasSize(16);
    assertThat(Reach.isPublic(address)).isFalse();
  }
}
