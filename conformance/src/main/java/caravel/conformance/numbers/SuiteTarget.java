package caravel.conformance.numbers;

import caravel.nostr.SecretKey;
import java.net.URI;
import java.util.Locale;

/// The addresses of the server that is checked.
///
/// @param relay `ws://` or `wss://`, the address that is dialled for relays
/// @param api `http://` or `https://`, the address of the management API; its host is the Host
///   header too
/// @param apiKey is on the whitelist of the management API
public record SuiteTarget(URI relay, URI api, SecretKey apiKey) {
  /// @throws IllegalArgumentException with a sentence for people when an address is wrong
  public SuiteTarget {
    check(relay, "--relay", "ws", "wss");
    check(api, "--api", "http", "https");
  }

  /// Parses the options of the command.
  ///
  /// @throws IllegalArgumentException with a sentence for people when one of them is wrong
  public static SuiteTarget parse(String relay, String api, String secret) {
    SecretKey key;
    try {
      key = SecretKey.parse(secret.strip());
    } catch (IllegalArgumentException wrong) {
      throw new IllegalArgumentException("--secret must be 64 hex digits or nsec1…", wrong);
    }
    return new SuiteTarget(address("--relay", relay), address("--api", api), key);
  }

  private static URI address(String option, String text) {
    try {
      return URI.create(text.strip());
    } catch (IllegalArgumentException wrong) {
      throw new IllegalArgumentException(option + " is not an address: " + text, wrong);
    }
  }

  private static void check(URI address, String option, String plain, String secure) {
    var scheme = address.getScheme() == null ? "" : address.getScheme().toLowerCase(Locale.ROOT);
    var path = address.getPath() == null ? "" : address.getPath();
    if (!(scheme.equals(plain) || scheme.equals(secure)) || address.getHost() == null) {
      throw new IllegalArgumentException(
          option + " must begin with " + plain + ":// or " + secure + ":// and name a host.");
    }
    if (!(path.isEmpty() || path.equals("/")) || address.getRawQuery() != null) {
      throw new IllegalArgumentException(option + " takes an address without a path.");
    }
  }

  String socketScheme() {
    return relay.getScheme().toLowerCase(Locale.ROOT);
  }

  String httpScheme() {
    return socketScheme().equals("wss") ? "https" : "http";
  }

  /// The address to dial for a WebSocket.
  URI socketAddress() {
    return dialled(relay, socketScheme());
  }

  /// The address to dial for HTTP requests to relays.
  URI httpAddress() {
    return dialled(relay, httpScheme());
  }

  URI apiAddress() {
    return dialled(api, api.getScheme().toLowerCase(Locale.ROOT));
  }

  /// The Host header of the management API.
  String apiHost() {
    return api.getRawAuthority();
  }

  /// The URL of a path of the management API, as its signed requests name it.
  String apiUrl(String path) {
    return api.getScheme().toLowerCase(Locale.ROOT) + "://" + apiHost() + path;
  }

  /// A Host header for a new relay: a name below the host of `--relay`, with its port.
  String hostOf(String label) {
    var host = relay.getHost();
    var isAddress = host.startsWith("[") || host.matches("[0-9.]+");
    var port = relay.getPort() < 0 ? "" : ":" + relay.getPort();
    return label + "." + (isAddress ? "localhost" : host) + port;
  }

  /// Names under `.localhost` are not looked up: Java does not know them.
  private static URI dialled(URI address, String scheme) {
    var host = address.getHost();
    var isLocal = host.equals("localhost") || host.endsWith(".localhost");
    var port = address.getPort() < 0 ? "" : ":" + address.getPort();
    return URI.create(scheme + "://" + (isLocal ? "127.0.0.1" : host) + port + "/");
  }
}
