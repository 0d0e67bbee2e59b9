package caravel.app;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Reads the services of a zooid: LiveKit for calls, S3 for media.
final class ServiceSettings {
  private final SettingParser parser;
  private final Faults faults;

  ServiceSettings(SettingParser parser, Faults faults) {
    this.parser = parser;
    this.faults = faults;
  }

  /// All three settings, or null and a fault for each missing one.
  Config.@Nullable Livekit livekit() {
    var url =
        parser.address(
            Setting.LIVEKIT_URL, List.of("ws", "wss", "http", "https"), "wss://lk.example.com");
    var key = text(Setting.LIVEKIT_API_KEY);
    var secret = text(Setting.LIVEKIT_API_SECRET);
    UnusedSettings.together(
        parser,
        faults,
        List.of(Setting.LIVEKIT_URL, Setting.LIVEKIT_API_KEY, Setting.LIVEKIT_API_SECRET));
    return url.isEmpty() || key.isEmpty() || secret.isEmpty()
        ? null
        : new Config.Livekit(url.get(), key.get(), secret.get());
  }

  /// The first four settings together; the endpoint is optional.
  Config.@Nullable S3 s3() {
    var needed =
        List.of(
            Setting.BLOSSOM_S3_REGION,
            Setting.BLOSSOM_S3_BUCKET,
            Setting.BLOSSOM_S3_ACCESS_KEY,
            Setting.BLOSSOM_S3_SECRET_KEY);
    UnusedSettings.together(parser, faults, needed);
    var region = text(Setting.BLOSSOM_S3_REGION);
    var bucket = text(Setting.BLOSSOM_S3_BUCKET);
    var accessKey = text(Setting.BLOSSOM_S3_ACCESS_KEY);
    var secretKey = text(Setting.BLOSSOM_S3_SECRET_KEY);
    var endpoint =
        parser.address(
            Setting.BLOSSOM_S3_ENDPOINT, List.of("http", "https"), "https://s3.example.com");
    if (parser.has(Setting.BLOSSOM_S3_ENDPOINT) && needed.stream().noneMatch(parser::has)) {
      faults.fault(
          Setting.BLOSSOM_S3_ENDPOINT, "it is set alone", "set the other BLOSSOM_S3_ settings too");
    }
    if (region.isEmpty() || bucket.isEmpty() || accessKey.isEmpty() || secretKey.isEmpty()) {
      return null;
    }
    return new Config.S3(
        endpoint.orElse(""), region.get(), bucket.get(), accessKey.get(), secretKey.get());
  }

  private Optional<String> text(Setting setting) {
    return parser.parse(setting, "text", text -> text);
  }
}
