package caravel.outbound;

import java.net.InetSocketAddress;
import java.net.URI;
import java.util.Locale;

/// The one private relay that users may name: that of a demo's own engine.
///
/// @param url `ws://` with host and port, as clients on this machine write it
/// @param at its listener
public record OwnRelay(URI url, InetSocketAddress at) {
  /// @throws IllegalArgumentException when the address has no port or is not `ws://`
  public OwnRelay {
    if (!"ws".equals(url.getScheme()) || url.getHost() == null || url.getPort() < 0) {
      throw new IllegalArgumentException("the own relay is ws://host:port");
    }
  }

  /// Whether a text is exactly this relay's address, without a path or user.
  boolean isNamed(String text) {
    var lower = text.strip().toLowerCase(Locale.ROOT);
    return lower.equals(url.toString()) || lower.equals(url + "/");
  }

  boolean isAt(String host, int port) {
    return host.equals(url.getHost()) && port == url.getPort();
  }
}
