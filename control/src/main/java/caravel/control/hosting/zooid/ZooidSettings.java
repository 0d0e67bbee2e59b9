package caravel.control.hosting.zooid;

import caravel.nostr.SecretKey;
import java.net.URI;
import org.jspecify.annotations.Nullable;

/// The address of a zooid, and the services it uses.
///
/// @param apiUrl base of the management API; its authority is the API's Host header
/// @param apiSecret the key that signs requests
/// @param probeUrl where relays are reached, whatever their names resolve to; null = by their
///   names, or at `apiUrl` if a name does not resolve
/// @param s3 null = media stay on the host's disk
/// @param livekit null = no rooms
public record ZooidSettings(
    URI apiUrl,
    SecretKey apiSecret,
    @Nullable URI probeUrl,
    @Nullable S3 s3,
    @Nullable Livekit livekit) {

  public ZooidSettings {
    apiUrl = base(apiUrl);
    probeUrl = probeUrl == null ? null : base(probeUrl);
  }

  /// @param endpoint `""` = the provider's default
  public record S3(
      String endpoint, String region, String bucket, String accessKey, String secretKey) {
    @Override
    public String toString() {
      return "S3[" + endpoint + " " + region + " " + bucket + "]";
    }
  }

  public record Livekit(String serverUrl, String apiKey, String apiSecret) {
    @Override
    public String toString() {
      return "Livekit[" + serverUrl + "]";
    }
  }

  /// Scheme and authority alone: zooid compares the signed address with scheme, Host header and
  /// path, and a client omits the scheme's default port from that header.
  private static URI base(URI given) {
    var scheme = given.getScheme();
    if (given.getHost() == null || !("http".equals(scheme) || "https".equals(scheme))) {
      throw new IllegalArgumentException("an http or https address with a host is needed");
    }
    var own = "https".equals(scheme) ? 443 : 80;
    var port = given.getPort() == -1 || given.getPort() == own ? "" : ":" + given.getPort();
    return URI.create(scheme + "://" + given.getHost() + port);
  }
}
