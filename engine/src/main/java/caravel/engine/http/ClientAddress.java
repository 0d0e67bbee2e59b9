package caravel.engine.http;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.Arrays;

/// Where a client comes from.
///
/// @param text as the connection or a trusted proxy says it
/// @param group what is counted together: an IPv4 address, or the /64 of an IPv6 address, which is
///   what one customer is given
record ClientAddress(String text, String group) {
  private static final int GROUP_BYTES = 8;

  static ClientAddress of(String text) {
    try {
      var address = InetAddress.ofLiteral(text);
      if (!(address instanceof Inet6Address)) {
        return new ClientAddress(text, address.getHostAddress());
      }
      var bytes = address.getAddress();
      Arrays.fill(bytes, GROUP_BYTES, bytes.length, (byte) 0);
      return new ClientAddress(text, InetAddress.getByAddress(bytes).getHostAddress() + "/64");
    } catch (IllegalArgumentException | java.net.UnknownHostException notAnAddress) {
      return new ClientAddress(text, text);
    }
  }
}
