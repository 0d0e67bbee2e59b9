package caravel.engine.http;

import inet.ipaddr.AddressStringException;
import inet.ipaddr.AddressStringParameters.RangeParameters;
import inet.ipaddr.IPAddress;
import inet.ipaddr.IPAddressNetwork.IPAddressGenerator;
import inet.ipaddr.IPAddressString;
import inet.ipaddr.IPAddressStringParameters;
import java.net.InetAddress;
import java.util.List;

/// Addresses and networks whose `X-Forwarded-*` headers are trusted.
public final class TrustedProxies {
  /// Accepts no names, wildcards or shortened addresses.
  private static final IPAddressStringParameters LITERALS =
      new IPAddressStringParameters.Builder()
          .allowEmpty(false)
          .allowAll(false)
          .allowSingleSegment(false)
          .allowMask(false)
          .allowPrefixOnly(false)
          .allow_inet_aton(false)
          .setRangeOptions(RangeParameters.NO_RANGE)
          .toParams();

  private final List<IPAddress> networks;

  private TrustedProxies(List<IPAddress> networks) {
    this.networks = List.copyOf(networks);
  }

  /// Parses `127.0.0.1`, `10.0.0.0/8`, `::1`, `fd00::/8`. Names are not looked up.
  ///
  /// @throws IllegalArgumentException naming the invalid entry
  public static TrustedProxies parse(List<String> entries) {
    return new TrustedProxies(entries.stream().map(TrustedProxies::network).toList());
  }

  boolean trusts(InetAddress address) {
    var given = new IPAddressGenerator().from(address);
    return networks.stream().anyMatch(network -> network.contains(given));
  }

  private static IPAddress network(String entry) {
    try {
      return new IPAddressString(entry, LITERALS).toAddress().toPrefixBlock();
    } catch (AddressStringException refused) {
      throw new IllegalArgumentException(
          "not an address or network (10.0.0.1, 10.0.0.0/8): " + entry, refused);
    }
  }
}
