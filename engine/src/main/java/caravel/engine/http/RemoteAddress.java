package caravel.engine.http;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.Arrays;

/// The address of a client.
///
/// @param text as given by the connection or a trusted proxy
/// @param group unit of the limits: an IPv4 address, or the /64 of an IPv6 address, because a
///   provider gives one customer a /64
record RemoteAddress(String text, String group) {
  private static final int GROUP_BYTES = 8;

  static RemoteAddress of(String text) {
    try {
      var address = InetAddress.ofLiteral(text);
      if (!(address instanceof Inet6Address)) {
        return new RemoteAddress(text, address.getHostAddress());
      }
      var bytes = address.getAddress();
      Arrays.fill(bytes, GROUP_BYTES, bytes.length, (byte) 0);
      return new RemoteAddress(text, InetAddress.getByAddress(bytes).getHostAddress() + "/64");
    } catch (IllegalArgumentException | java.net.UnknownHostException notAnAddress) {
      return new RemoteAddress(text, text);
    }
  }
}
