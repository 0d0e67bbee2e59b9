package caravel.outbound;

import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.regex.Pattern;

/// An `https:` address in the form that users may enter: a name with a dot or a whole IP address,
/// the standard port, no user. The operator's own may be `http:`. The name is not resolved yet.
public record PublicUrl(URI uri) {
  public static final int CHARACTERS_MAX = 2_048;

  /// Other ports serve other protocols, which users must not reach through the platform.
  public static final int PORT = 443;

  private static final int PLAIN_PORT = 80;

  private static final Pattern NAME =
      Pattern.compile("([a-z0-9]([a-z0-9-]*[a-z0-9])?\\.)+[a-z0-9]([a-z0-9-]*[a-z0-9])?\\.?");

  private static final Pattern V4 = Pattern.compile("(0|[1-9]\\d{0,2})(\\.(0|[1-9]\\d{0,2})){3}");

  /// Some parsers read a name that ends in a number as an IP address: `127.1`, `0x7f.1`.
  private static final Pattern NUMERIC_END = Pattern.compile("(.*\\.)?(\\d+|0x[0-9a-f]*)\\.?");

  /// @throws IllegalArgumentException with an error message for a person
  public PublicUrl {
    if (uri.toString().length() > CHARACTERS_MAX) {
      throw new IllegalArgumentException("This address is too long.");
    }
    if (!isHttps(uri) && !"http".equalsIgnoreCase(uri.getScheme())) {
      throw new IllegalArgumentException("This address must begin with https://.");
    }
    if (uri.getHost() == null || uri.getRawUserInfo() != null || !isHost(uri.getHost())) {
      throw new IllegalArgumentException("That’s not an address on the internet.");
    }
    if (uri.getPort() != -1 && uri.getPort() != (isHttps(uri) ? PORT : PLAIN_PORT)) {
      throw new IllegalArgumentException("This address must do without a port.");
    }
  }

  /// Parses an address from a user.
  ///
  /// @throws IllegalArgumentException with an error message for a person
  public static PublicUrl parse(String text) {
    var url = parseOperators(text);
    if (!isHttps(url.uri())) {
      throw new IllegalArgumentException("This address must begin with https://.");
    }
    return url;
  }

  /// Parses an address from the operator's settings, `http:` or `https:`.
  ///
  /// @throws IllegalArgumentException with an error message for a person
  public static PublicUrl parseOperators(String text) {
    URI given;
    try {
      given = new URI(text.length() <= CHARACTERS_MAX ? text.strip() : "");
    } catch (URISyntaxException malformed) {
      throw new IllegalArgumentException("That’s not an address on the internet.", malformed);
    }
    if (text.length() > CHARACTERS_MAX) {
      throw new IllegalArgumentException("This address is too long.");
    }
    return new PublicUrl(given);
  }

  /// Whether a URI names an IP address that is not public, with any port.
  public static boolean namesPrivateAddress(URI uri) {
    var host = uri.getHost() == null ? "" : uri.getHost().toLowerCase(Locale.ROOT);
    return isLiteral(host) && !Reach.isPublic(InetAddress.ofLiteral(host));
  }

  /// The address without the fragment, which is for browsers only.
  String request() {
    var ascii = uri.toASCIIString();
    var fragment = ascii.indexOf('#');
    return fragment < 0 ? ascii : ascii.substring(0, fragment);
  }

  private static boolean isHttps(URI uri) {
    return "https".equalsIgnoreCase(uri.getScheme());
  }

  private static boolean isHost(String given) {
    var host = given.toLowerCase(Locale.ROOT);
    if (host.startsWith("[") || NUMERIC_END.matcher(host).matches()) {
      return isLiteral(host);
    }
    return NAME.matcher(host).matches();
  }

  /// Accepts four plain decimals, or IPv6 without a zone; `InetAddress` alone accepts more.
  private static boolean isLiteral(String host) {
    var v6 = host.startsWith("[") && !host.contains("%");
    if (!v6 && !V4.matcher(host).matches()) {
      return false;
    }
    try {
      InetAddress.ofLiteral(host);
      return true;
    } catch (IllegalArgumentException outOfRange) {
      return false;
    }
  }
}
