package caravel.app;

import java.net.URI;
import java.util.List;

/// Rules between settings about listeners, plain HTTP and trusted proxies.
final class NetworkChecks {
  private final SettingParser parser;
  private final Faults faults;

  NetworkChecks(SettingParser parser, Faults faults) {
    this.parser = parser;
    this.faults = faults;
  }

  /// A demo has public keys and play money, so it listens on loopback only.
  void refusePublicDemo(Config.Mode mode, Setting setting, Config.Listen listen) {
    var isPublic = parser.oneOf(Setting.DEMO_PUBLIC, List.of("yes", "no"), "no").equals("yes");
    if (mode == Config.Mode.DEMO && !listen.isLoopback() && !isPublic) {
      faults.fault(
          setting,
          "a demo on " + listen.host() + " would be open to every client that reaches it",
          "use 127.0.0.1, or set DEMO_PUBLIC=yes if that is what you want");
    }
  }

  /// Relay keys and the secrets of LiveKit and S3 are sent to zooid. So plain http is allowed only
  /// to this machine and to a container's name, which has no dot and stays in a private network.
  void refusePlainHttp(String url) {
    var address = URI.create(url);
    var host = address.getHost() == null ? "" : address.getHost();
    var isNear = new Config.Listen(host, 0).isLoopback() || !host.matches(".*[.:].*");
    if ("http".equals(address.getScheme()) && !isNear) {
      faults.fault(
          Setting.ZOOID_API_URL,
          "secrets would travel unencrypted to " + host,
          "use https, or http only to 127.0.0.1 or to a container's name");
    }
  }

  /// The program does not serve TLS, so an https address means that a proxy is in front of it. All
  /// clients share the proxy's address until the proxy is trusted.
  void warnOfUntrustedProxy(String serverUrl, List<String> trusted) {
    if (trusted.isEmpty() && serverUrl.startsWith("https://")) {
      faults.warn(
          "TRUST_PROXY is not set, but SERVER_URL is https, so a proxy is in front of the server. All"
              + " clients share one rate limit until TRUST_PROXY names the proxy's address, for"
              + " instance 127.0.0.1");
    }
  }
}
