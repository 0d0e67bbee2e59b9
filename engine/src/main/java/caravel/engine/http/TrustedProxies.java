package caravel.engine.http;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.regex.Pattern;

/// Addresses and nets whose `X-Forwarded-*` headers are believed.
public final class TrustedProxies {
  private static final Pattern LITERAL =
      Pattern.compile("[0-9]{1,3}(\\.[0-9]{1,3}){3}|[0-9a-fA-F:.]*:.*");

  private final List<Net> nets;

  private TrustedProxies(List<Net> nets) {
    this.nets = List.copyOf(nets);
  }

  /// Reads `127.0.0.1`, `10.0.0.0/8`, `::1`, `fd00::/8`. Names are not looked up.
  ///
  /// @throws IllegalArgumentException naming the entry that is none of these
  public static TrustedProxies parse(List<String> entries) {
    return new TrustedProxies(entries.stream().map(Net::parse).toList());
  }

  boolean trusts(InetAddress address) {
    return nets.stream().anyMatch(net -> net.holds(address.getAddress()));
  }

  private record Net(InetAddress base, int bits) {
    static Net parse(String entry) {
      var slash = entry.indexOf('/');
      var address = slash < 0 ? entry : entry.substring(0, slash);
      try {
        if (!LITERAL.matcher(address).matches()) {
          throw new IllegalArgumentException("not an address");
        }
        var base = InetAddress.getByName(address);
        var bitsMax = base.getAddress().length * 8;
        var bits = slash < 0 ? bitsMax : Integer.parseInt(entry.substring(slash + 1));
        if (bits < 0 || bits > bitsMax) {
          throw new IllegalArgumentException("no such net");
        }
        return new Net(base, bits);
      } catch (UnknownHostException | IllegalArgumentException refused) {
        throw new IllegalArgumentException(
            "not an address or net (10.0.0.1, 10.0.0.0/8): " + entry, refused);
      }
    }

    boolean holds(byte[] address) {
      var net = base.getAddress();
      if (address.length != net.length) {
        return false;
      }
      for (int bit = 0; bit < bits; bit++) {
        var mask = 0x80 >> (bit % 8);
        if ((address[bit / 8] & mask) != (net[bit / 8] & mask)) {
          return false;
        }
      }
      return true;
    }
  }
}
