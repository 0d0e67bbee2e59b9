package caravel.outbound;

import inet.ipaddr.IPAddress;
import inet.ipaddr.IPAddressNetwork.IPAddressGenerator;
import inet.ipaddr.IPAddressString;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.List;

/// The addresses that users may make the platform connect to: public ones. An address that is not
/// known to be public is refused.
final class Reach {
  private static final int V4_BYTES = 4;

  /// Position of the IPv4 address in one of `64:ff9b::/96` (RFC 6052).
  private static final int EMBEDDED_AT = 12;

  /// The special-purpose ranges (RFC 6890 and its registry).
  private static final List<IPAddress> V4_OWN_PURPOSE =
      List.of(
          net("0.0.0.0/8"), // this network
          net("10.0.0.0/8"), // private
          net("100.64.0.0/10"), // behind a carrier's NAT
          net("127.0.0.0/8"), // loopback
          net("169.254.0.0/16"), // link-local, and the clouds' metadata
          net("172.16.0.0/12"), // private
          net("192.0.0.0/24"), // protocol assignments
          net("192.0.2.0/24"), // documentation
          net("192.88.99.0/24"), // 6to4 relays
          net("192.168.0.0/16"), // private
          net("198.18.0.0/15"), // benchmarks
          net("198.51.100.0/24"), // documentation
          net("203.0.113.0/24"), // documentation
          net("224.0.0.0/3")); // multicast, reserved, broadcast

  private static final IPAddress V6_GLOBAL = net("2000::/3");

  private static final List<IPAddress> V6_OWN_PURPOSE =
      List.of(
          net("2001::/23"), // Teredo, benchmarks, ORCHID
          net("2001:db8::/32"), // documentation
          net("2002::/16"), // 6to4: an IPv4 address in disguise
          net("3fff::/20")); // documentation

  private static final IPAddress NAT64 = net("64:ff9b::/96");

  private Reach() {}

  static boolean isPublic(InetAddress address) {
    var given = new IPAddressGenerator().from(address);
    return given.isIPv4() ? isPublicV4(given) : isPublicV6(given);
  }

  private static boolean isPublicV4(IPAddress address) {
    return V4_OWN_PURPOSE.stream().noneMatch(net -> net.contains(address));
  }

  private static boolean isPublicV6(IPAddress address) {
    if (NAT64.contains(address)) {
      var embedded = Arrays.copyOfRange(address.getBytes(), EMBEDDED_AT, EMBEDDED_AT + V4_BYTES);
      return isPublicV4(new IPAddressGenerator().from(embedded));
    }
    return V6_GLOBAL.contains(address)
        && V6_OWN_PURPOSE.stream().noneMatch(net -> net.contains(address));
  }

  private static IPAddress net(String text) {
    return new IPAddressString(text).getAddress().toPrefixBlock();
  }
}
