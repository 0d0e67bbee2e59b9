package caravel.control.notify.mail;

import java.net.InetAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// The address of the operator's mail server.
///
/// @param login null = the server needs none
public record SmtpServer(String host, int port, Tls tls, @Nullable Login login) {
  private static final int SUBMISSION = 587;
  private static final int SUBMISSIONS = 465;
  private static final int RELAY = 25;
  private static final int PORT_MAX = 65_535;
  private static final String WITHOUT_TLS = "starttls=no";

  /// How the connection is encrypted.
  public enum Tls {
    /// From the first byte (`smtps://`).
    IMPLICIT,
    /// After STARTTLS, which the server must offer.
    STARTTLS,
    /// Not at all.
    NONE
  }

  /// A user and a password, which [#toString] does not show.
  public record Login(String user, String password) {
    @Override
    public String toString() {
      return "Login[" + user + "]";
    }
  }

  /// Reads `smtp://user:password@host:port` or `smtps://…`. Signs of the user and the password that
  /// an address cannot have are percent-encoded.
  ///
  /// @throws IllegalArgumentException with the reason, which has no part of the address
  public static SmtpServer parse(String text) {
    URI uri;
    try {
      uri = URI.create(text);
    } catch (IllegalArgumentException malformed) {
      // Its message would show the password.
      throw new IllegalArgumentException("not an address; percent-encode the password");
    }
    var scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
    require(
        scheme.equals("smtp") || scheme.equals("smtps"), "it must start with smtp:// or smtps://");
    require(uri.getHost() != null, "it must name a host; percent-encode the password");
    var path = uri.getRawPath() == null ? "" : uri.getRawPath();
    require(path.isEmpty() || path.equals("/"), "it must have no path");
    var query = uri.getRawQuery() == null ? "" : uri.getRawQuery();
    require(query.isEmpty() || query.equals(WITHOUT_TLS), "the only option is ?" + WITHOUT_TLS);
    require(uri.getRawFragment() == null, "it must have no fragment; percent-encode the password");
    var tls = scheme.equals("smtps") ? Tls.IMPLICIT : query.isEmpty() ? Tls.STARTTLS : Tls.NONE;
    require(
        tls != Tls.IMPLICIT || query.isEmpty(), "smtps:// is always encrypted; remove the option");
    var port = uri.getPort() < 0 ? defaultPort(tls) : uri.getPort();
    require(port >= 1 && port <= PORT_MAX, "not a port");
    var login = login(uri.getRawUserInfo());
    require(
        tls != Tls.NONE || login == null || isLoopback(uri.getHost()),
        "the password would travel unencrypted; remove " + WITHOUT_TLS);
    return new SmtpServer(uri.getHost(), port, tls, login);
  }

  private static int defaultPort(Tls tls) {
    return switch (tls) {
      case IMPLICIT -> SUBMISSIONS;
      case STARTTLS -> SUBMISSION;
      case NONE -> RELAY;
    };
  }

  private static @Nullable Login login(@Nullable String userInfo) {
    if (userInfo == null) {
      return null;
    }
    var colon = userInfo.indexOf(':');
    require(colon > 0 && colon < userInfo.length() - 1, "it must name a user and a password");
    return new Login(decoded(userInfo.substring(0, colon)), decoded(userInfo.substring(colon + 1)));
  }

  private static String decoded(String encoded) {
    // A plus sign stays a plus sign, as everywhere outside of forms.
    return URLDecoder.decode(encoded.replace("+", "%2B"), StandardCharsets.UTF_8);
  }

  private static boolean isLoopback(String host) {
    if (host.equals("localhost")) {
      return true;
    }
    try {
      return InetAddress.ofLiteral(host).isLoopbackAddress();
    } catch (IllegalArgumentException aName) {
      return false;
    }
  }

  private static void require(boolean isRight, String otherwise) {
    if (!isRight) {
      throw new IllegalArgumentException(otherwise);
    }
  }
}
