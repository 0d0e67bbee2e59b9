package caravel.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import caravel.backup.BackupTarget.S3Options;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/// The forms of `BACKUP_URL`.
final class BackupTargetTest {
  @Test
  void folders_and_buckets_are_read() {
    assertThat(parse("file:///mnt/backup"))
        .isEqualTo(new BackupTarget.Folder(Path.of("/mnt/backup")));
    assertThat(parse("s3://club-backup"))
        .isEqualTo(
            new BackupTarget.Bucket(new S3Settings("club-backup", "", null, null, null, null)));
    assertThat(parse("s3://club-backup/caravel/one/"))
        .isEqualTo(
            new BackupTarget.Bucket(
                new S3Settings("club-backup", "caravel/one", null, null, null, null)));
  }

  @Test
  void other_forms_are_refused() {
    for (var url :
        List.of(
            "",
            "/mnt/backup",
            "file://host/x",
            "http://x/y",
            "s3://",
            "s3:///x",
            "s3://A/b",
            "s3://bucket/a//b",
            "s3://bucket/../x")) {
      assertThatThrownBy(() -> parse(url)).as(url).isInstanceOf(IllegalArgumentException.class);
    }
  }

  private static BackupTarget parse(String url) {
    return BackupTarget.parse(url, S3Options.NONE);
  }
}
