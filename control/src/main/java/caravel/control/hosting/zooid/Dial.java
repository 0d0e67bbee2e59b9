package caravel.control.hosting.zooid;

import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.Locale;
import java.util.regex.Pattern;

/// The address to connect to for a relay, and its Host header.
///
/// @param base scheme and authority to connect to
/// @param host the Host header that selects the relay
record Dial(URI base, String host) {
  private static final Pattern BARE_IPV4 = Pattern.compile("[0-9]{1,3}(\\.[0-9]{1,3}){3}");

  /// Uses the public name, as clients do, so that a broken certificate or proxy is detected. If the
  /// name does not resolve here, connects to the host directly.
  static Dial to(String host, ZooidSettings settings) {
    var probeUrl = settings.probeUrl();
    if (probeUrl != null) {
      return new Dial(probeUrl, host);
    }
    var name = name(host);
    var direct = URI.create("https://" + host);
    // The host of a deleted relay is not a name that resolves.
    return direct.getHost() != null && !isLocal(name) && resolves(name)
        ? new Dial(direct, host)
        : new Dial(settings.apiUrl(), host);
  }

  /// The address that the relay expects in an AUTH event: the one it derives from the Host header
  /// without a proxy.
  String authUrl() {
    var plain =
        base.getScheme().equals("http")
            && (host.contains(":") || isLocal(name(host)) || BARE_IPV4.matcher(host).matches());
    return (plain ? "ws://" : "wss://") + host;
  }

  /// The HTTP form of the address, for signed management calls (NIP-86).
  String httpUrl() {
    return "http" + authUrl().substring("ws".length()) + "/";
  }

  URI webSocket() {
    return URI.create(
        (base.getScheme().equals("https") ? "wss://" : "ws://") + base.getAuthority());
  }

  private static String name(String host) {
    var colon = host.indexOf(':');
    return (colon < 0 ? host : host.substring(0, colon)).toLowerCase(Locale.ROOT);
  }

  private static boolean isLocal(String name) {
    return name.equals("localhost") || name.endsWith(".localhost");
  }

  private static boolean resolves(String name) {
    try {
      return InetAddress.getAllByName(name).length > 0;
    } catch (UnknownHostException _) {
      return false;
    }
  }
}
