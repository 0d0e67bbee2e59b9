package caravel.control.hosting.zooid;

import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.Locale;
import java.util.regex.Pattern;

/// Where to connect in order to reach a relay, and what to call it there.
///
/// @param base scheme and authority to connect to
/// @param host the Host header that selects the relay
record Dial(URI base, String host) {
  private static final Pattern BARE_IPV4 = Pattern.compile("[0-9]{1,3}(\\.[0-9]{1,3}){3}");

  /// Public names are dialled as clients dial them, so that a certificate or a proxy that is broken
  /// shows. Where the name does not resolve from here, the host is asked directly.
  static Dial to(String host, ZooidSettings settings) {
    var probeUrl = settings.probeUrl();
    if (probeUrl != null) {
      return new Dial(probeUrl, host);
    }
    var name = name(host);
    var direct = URI.create("https://" + host);
    // the host of a deleted relay is no name that anybody could dial
    return direct.getHost() != null && !isLocal(name) && resolves(name)
        ? new Dial(direct, host)
        : new Dial(settings.apiUrl(), host);
  }

  /// The address that the relay expects in an AUTH event: what it makes of the Host header when no
  /// proxy says otherwise.
  String authUrl() {
    var plain =
        base.getScheme().equals("http")
            && (host.contains(":") || isLocal(name(host)) || BARE_IPV4.matcher(host).matches());
    return (plain ? "ws://" : "wss://") + host;
  }

  /// The same as an HTTP address, which orders to the relay are signed for (NIP-86).
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
