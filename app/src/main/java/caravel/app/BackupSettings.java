package caravel.app;

import static caravel.app.Setting.Trait.Mark.SECRET;
import static caravel.app.SettingType.address;
import static caravel.app.SettingType.integer;
import static caravel.app.SettingType.text;

import caravel.app.Setting.Default;
import caravel.backup.BackupTarget;
import java.util.ArrayList;
import java.util.List;

/// Declares the settings of backups, as [Settings] declares all others.
final class BackupSettings {
  private static final List<Setting<?>> ALL = new ArrayList<>();
  private static final int DAYS_MAX = 3_650;

  static final Setting<String> BACKUP_URL =
      add(
          "BACKUP_URL",
          SettingType.of(
              "file:///path or s3://bucket/prefix",
              url -> {
                BackupTarget.parse(url, BackupTarget.S3Options.NONE);
                return url;
              }),
          Default.off("nothing is backed up"),
          "where committed data is shipped within a second, encrypted with `ENCRYPTION_SECRET`: `file:///path` or `s3://bucket/prefix`, for this server alone ([backup.md](docs/backup.md))");
  static final Setting<Integer> BACKUP_DAYS =
      add(
          "BACKUP_DAYS",
          integer(1, DAYS_MAX),
          Default.of("30"),
          "days to whose every second a restore can go");
  static final Setting<String> BACKUP_S3_ENDPOINT =
      add(
          "BACKUP_S3_ENDPOINT",
          address("https://s3.example.com", "http", "https"),
          Default.none(),
          "endpoint of the bucket, if the provider is not Amazon");
  static final Setting<String> BACKUP_S3_REGION =
      add("BACKUP_S3_REGION", text(), Default.of("us-east-1"), "region of the bucket");
  static final Setting<String> BACKUP_S3_ACCESS_KEY =
      add(
          "BACKUP_S3_ACCESS_KEY",
          text(),
          Default.none(),
          "access key for the bucket; without it, the identity of the machine is used",
          SECRET);
  static final Setting<String> BACKUP_S3_SECRET_KEY =
      add("BACKUP_S3_SECRET_KEY", text(), Default.none(), "secret of that key", SECRET);

  private BackupSettings() {}

  static List<Setting<?>> all() {
    return ALL;
  }

  private static <T> Setting<T> add(
      String name, SettingType<T> type, Default fallback, String help, Setting.Trait... traits) {
    return Setting.declare(ALL, new Setting<>(name, type, fallback, help, traits));
  }
}
