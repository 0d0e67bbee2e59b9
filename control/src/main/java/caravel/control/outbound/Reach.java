package caravel.control.outbound;

import java.net.InetAddress;
import java.util.Arrays;
import java.util.List;

/// Which addresses strangers may send us to: those that anybody on the internet could reach without
/// us. What is not known to be public is not.
final class Reach {
  private static final int V4_BYTES = 4;

  /// Where an IPv4 address stands in one of `64:ff9b::/96` (RFC 6052).
  private static final int EMBEDDED_AT = 12;

  /// Everything that has a purpose of its own (RFC 6890 and its registry).
  private static final List<Net> V4_OWN_PURPOSE =
      List.of(
          v4("0.0.0.0", 8), // this network
          v4("10.0.0.0", 8), // private
          v4("100.64.0.0", 10), // behind a carrier's NAT
          v4("127.0.0.0", 8), // loopback
          v4("169.254.0.0", 16), // link-local, and the clouds' metadata
          v4("172.16.0.0", 12), // private
          v4("192.0.0.0", 24), // protocol assignments
          v4("192.0.2.0", 24), // documentation
          v4("192.88.99.0", 24), // 6to4 relays
          v4("192.168.0.0", 16), // private
          v4("198.18.0.0", 15), // benchmarks
          v4("198.51.100.0", 24), // documentation
          v4("203.0.113.0", 24), // documentation
          v4("224.0.0.0", 3)); // multicast, reserved, broadcast

  private static final Net V6_GLOBAL = new Net(bytes(0x20), 3);

  private static final List<Net> V6_OWN_PURPOSE =
      List.of(
          new Net(bytes(0x20, 0x01, 0x00), 23), // Teredo, benchmarks, ORCHID
          new Net(bytes(0x20, 0x01, 0x0d, 0xb8), 32), // documentation
          new Net(bytes(0x20, 0x02), 16), // 6to4: an IPv4 address in disguise
          new Net(bytes(0x3f, 0xff, 0x00), 20)); // documentation

  private static final Net NAT64 =
      new Net(bytes(0x00, 0x64, 0xff, 0x9b, 0, 0, 0, 0, 0, 0, 0, 0), 96);

  private Reach() {}

  static boolean isPublic(InetAddress address) {
    var bytes = address.getAddress();
    return bytes.length == V4_BYTES ? isPublicV4(bytes) : isPublicV6(bytes);
  }

  private static boolean isPublicV4(byte[] address) {
    return V4_OWN_PURPOSE.stream().noneMatch(net -> net.contains(address));
  }

  private static boolean isPublicV6(byte[] address) {
    if (NAT64.contains(address)) {
      return isPublicV4(Arrays.copyOfRange(address, EMBEDDED_AT, EMBEDDED_AT + V4_BYTES));
    }
    return V6_GLOBAL.contains(address)
        && V6_OWN_PURPOSE.stream().noneMatch(net -> net.contains(address));
  }

  /// All addresses that begin with the same bits.
  @SuppressWarnings("ArrayRecordComponent") // Never compared.
  private record Net(byte[] start, int bits) {
    boolean contains(byte[] address) {
      for (var bit = 0; bit < bits; bit++) {
        var mask = 0x80 >> (bit % Byte.SIZE);
        if (((address[bit / Byte.SIZE] ^ start[bit / Byte.SIZE]) & mask) != 0) {
          return false;
        }
      }
      return true;
    }
  }

  private static Net v4(String start, int bits) {
    return new Net(InetAddress.ofLiteral(start).getAddress(), bits);
  }

  private static byte[] bytes(int... values) {
    var bytes = new byte[values.length];
    for (var i = 0; i < values.length; i++) {
      bytes[i] = (byte) values[i];
    }
    return bytes;
  }
}
