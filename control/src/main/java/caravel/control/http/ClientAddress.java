package caravel.control.http;

import inet.ipaddr.AddressStringException;
import inet.ipaddr.IPAddress;
import inet.ipaddr.IPAddressNetwork.IPAddressGenerator;
import inet.ipaddr.IPAddressString;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Determines the address of a client: the peer's address, or the one that trusted proxies report.
final class ClientAddress {
  private static final Pattern LITERAL = Pattern.compile("[0-9a-fA-F:.]{2,45}");
  private static final int FORWARDED_ENTRIES_MAX = 20;
  private static final int IPV6_NET_BYTES = 8;

  private final List<IPAddress> trusted;

  /// @param trustProxy addresses or networks, such as `10.0.0.0/8`
  ClientAddress(List<String> trustProxy) {
    this.trusted = trustProxy.stream().map(ClientAddress::network).toList();
  }

  private static IPAddress network(String text) {
    try {
      if (literal(text.split("/", 2)[0]) != null) {
        return new IPAddressString(text).toAddress().toPrefixBlock();
      }
    } catch (AddressStringException malformed) {
      throw new IllegalArgumentException("not an address or net: " + text, malformed);
    }
    throw new IllegalArgumentException("not an address or net: " + text);
  }

  /// The address for limits. An IPv6 client counts as its /64, because it may use any address of
  /// it.
  String of(String peer, @Nullable String forwardedFor) {
    var address = literal(peer);
    if (address == null) {
      return peer;
    }
    if (forwardedFor != null && isTrusted(address)) {
      address = behind(address, forwardedFor);
    }
    var bytes = address.getAddress();
    return bytes.length == IPV6_NET_BYTES * 2
        ? Arrays.toString(Arrays.copyOf(bytes, IPV6_NET_BYTES))
        : address.getHostAddress();
  }

  /// Whether this is a proxy whose `X-Forwarded-For` is trusted.
  boolean isTrusted(String peer) {
    var address = literal(peer);
    return address != null && isTrusted(address);
  }

  /// The last entry that a trusted proxy wrote about an untrusted address. Entries before it are
  /// not trustworthy.
  private InetAddress behind(InetAddress peer, String forwardedFor) {
    var entries = new ArrayList<>(List.of(forwardedFor.split(",", -1))).reversed();
    var found = peer;
    for (var entry : entries.subList(0, Math.min(entries.size(), FORWARDED_ENTRIES_MAX))) {
      var address = literal(entry.trim());
      if (address == null) {
        return found;
      }
      found = address;
      if (!isTrusted(address)) {
        return found;
      }
    }
    return found;
  }

  private boolean isTrusted(InetAddress address) {
    var given = new IPAddressGenerator().from(address);
    return trusted.stream().anyMatch(network -> network.contains(given));
  }

  /// Parses an address without a name look-up.
  private static @Nullable InetAddress literal(String text) {
    var bare =
        text.startsWith("[") && text.endsWith("]") ? text.substring(1, text.length() - 1) : text;
    var zone = bare.indexOf('%');
    var address = zone < 0 ? bare : bare.substring(0, zone);
    if (!LITERAL.matcher(address).matches()) {
      return null;
    }
    try {
      return InetAddress.ofLiteral(address);
    } catch (IllegalArgumentException malformed) {
      return null;
    }
  }
}
