package caravel.app;

import static caravel.app.Setting.Trait.Mark.SECRET;
import static caravel.app.SettingType.address;
import static caravel.app.SettingType.text;

import caravel.app.Setting.Default;
import java.util.ArrayList;
import java.util.List;

/// Declares the settings of calls and stored files, as [Settings] declares all others.
final class MediaSettings {
  private static final List<Setting<?>> ALL = new ArrayList<>();

  static final Setting<String> LIVEKIT_URL =
      add(
          "LIVEKIT_URL",
          address("wss://lk.example.com", "ws", "wss", "http", "https"),
          Default.off("relays have no LiveKit rooms"),
          "LiveKit server for calls, sent to the engine or zooid for relays that have them; all three or none");
  static final Setting<String> LIVEKIT_API_KEY =
      add("LIVEKIT_API_KEY", text(), Default.none(), "key for LiveKit", SECRET);
  static final Setting<String> LIVEKIT_API_SECRET =
      add("LIVEKIT_API_SECRET", text(), Default.none(), "secret of that key", SECRET);
  static final Setting<String> BLOSSOM_S3_REGION =
      add(
          "BLOSSOM_S3_REGION",
          text(),
          Default.none(),
          "S3 for the files of relays, sent to the engine or zooid with each relay’s schema as key prefix; all but the endpoint or none. A relay gets it with its next change, and files that are stored elsewhere are not moved");
  static final Setting<String> BLOSSOM_S3_BUCKET =
      add(
          "BLOSSOM_S3_BUCKET",
          text(),
          Default.off("files are kept on the disk of the engine or zooid"),
          "bucket");
  static final Setting<String> BLOSSOM_S3_ACCESS_KEY =
      add("BLOSSOM_S3_ACCESS_KEY", text(), Default.none(), "access key", SECRET);
  static final Setting<String> BLOSSOM_S3_SECRET_KEY =
      add("BLOSSOM_S3_SECRET_KEY", text(), Default.none(), "secret of that key", SECRET);
  static final Setting<String> BLOSSOM_S3_ENDPOINT =
      add(
          "BLOSSOM_S3_ENDPOINT",
          address("https://s3.example.com", "http", "https"),
          Default.none(),
          "endpoint, if the provider is not Amazon");

  private MediaSettings() {}

  static List<Setting<?>> all() {
    return ALL;
  }

  private static <T> Setting<T> add(
      String name, SettingType<T> type, Default fallback, String help, Setting.Trait... traits) {
    return Setting.declare(ALL, new Setting<>(name, type, fallback, help, traits));
  }
}
