package caravel.engine.media;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import caravel.backup.BackupException;
import caravel.backup.BackupOwner;
import caravel.backup.BackupTarget;
import caravel.backup.SealedObjects;
import caravel.engine.config.ConfigDraft;
import caravel.engine.config.RelayConfig;
import caravel.engine.failure.FailureHandler;
import caravel.engine.limits.DiskSpace;
import caravel.engine.media.MediaStore.Reservation;
import caravel.nostr.PublicKey;
import caravel.nostr.SecretKey;
import caravel.outbound.OutboundGuard;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Files in a backup in a folder, and restored from it.
final class MediaBackupTest {
  private static final long START = 1_700_000_000_000L;
  private static final long DAY = Duration.ofDays(1).toMillis();
  private static final int DAYS = 30;
  private static final PublicKey ALICE = SecretKey.parse("03".repeat(32)).publicKey();
  private static final PublicKey BOB = SecretKey.parse("04".repeat(32)).publicKey();
  private static final List<RelayConfig> RELAYS = List.of(config("one"), config("two"));

  @TempDir Path folder;
  private MediaStores stores;
  private SealedObjects objects;
  private MediaBackup backup;
  private long now = START;

  @BeforeEach
  void start() throws IOException {
    objects =
        new SealedObjects(
            new BackupTarget.Folder(Files.createDirectories(folder.resolve("target"))).open(),
            List.of(SecretKey.parse("07".repeat(32))));
    stores = stores(folder.resolve("media"));
    backup = new MediaBackup(new BackupOwner(objects, "test"), DAYS, stores);
    backup.start();
  }

  @AfterEach
  void close() {
    stores.close();
    objects.close();
  }

  private void restart() throws IOException {
    close();
    start();
  }

  private static MediaStores stores(Path media) {
    return new MediaStores(media, DiskSpace.measuredBy(() -> Long.MAX_VALUE), OutboundGuard.open());
  }

  private static RelayConfig config(String schema) {
    return ConfigDraft.ofJson(
            """
            {"host":"%s.example","schema":"%s","secret":"%s","info":{"pubkey":"%s"},
             "blossom":{"enabled":true}}
            """
                .formatted(schema, schema, "01".repeat(32), ALICE.hex()))
        .checked();
  }

  private MediaStore one() {
    return stores.open(RELAYS.get(0));
  }

  private MediaStore two() {
    return stores.open(RELAYS.get(1));
  }

  private static MediaFile put(MediaStore store, PublicKey owner, String text, long at)
      throws IOException {
    var bytes = text.getBytes(StandardCharsets.UTF_8);
    try (var upload = ((Reservation.Granted) store.reserve(owner, bytes.length)).upload()) {
      upload.write(bytes, bytes.length);
      upload.claimType("text/plain");
      return upload.finish(upload.hash(), at);
    }
  }

  /// Ships what is due ten minutes later.
  private void ship() throws BackupException {
    now += Duration.ofMinutes(10).toMillis();
    backup.round(() -> RELAYS, now, true);
  }

  /// All files with their owners and contents, and the usage of relay and members.
  private static Map<String, String> content(MediaStore store) throws IOException {
    var content = new TreeMap<String, String>();
    for (var entry : store.entries("", 1_000)) {
      var file = entry.file();
      try (var in = store.read(file.hash(), 0, file.size())) {
        content.put(entry.line(), new String(in.readAllBytes(), StandardCharsets.UTF_8));
      }
    }
    content.put("usage", store.usage(null) + " " + store.usage(ALICE) + " " + store.usage(BOB));
    return content;
  }

  /// Restores a time into an empty folder, as a restore and the next start of an engine do.
  private Map<String, String> restored(RelayConfig relay, Instant at) throws Exception {
    var media = Files.createTempDirectory(folder, "restored");
    MediaRestore.prepare(objects, media, at);
    try (var again = stores(media)) {
      try (var restore = new MediaRestore(objects, again)) {
        restore.start(FailureHandler.WITHOUT_EXIT, MediaBackupTest::configured);
        restore.await();
      }
      return content(again.open(relay));
    }
  }

  private static RelayConfig configured(String schema) {
    return RELAYS.stream().filter(relay -> relay.schema().equals(schema)).findFirst().orElseThrow();
  }

  @Test
  void a_restore_has_the_same_files_owners_times_and_usage() throws Exception {
    put(one(), ALICE, "first", 7);
    put(one(), BOB, "first", 9);
    put(one(), BOB, "second", 11);
    put(two(), ALICE, "first", 13);
    ship();
    for (var relay : RELAYS) {
      assertThat(restored(relay, Instant.MAX)).isEqualTo(content(stores.open(relay)));
    }
    assertThat(content(one())).hasSize(3);
    assertThat(content(two())).hasSize(2);
  }

  @Test
  void a_restore_goes_back_to_a_time() throws Exception {
    var first = put(one(), ALICE, "first", 7);
    ship();
    var before = content(one());
    var at = Instant.ofEpochMilli(now);
    one().removeOwner(first.hash(), ALICE);
    put(one(), ALICE, "second", 9);
    ship();
    assertThat(restored(RELAYS.get(0), at)).isEqualTo(before);
    assertThat(restored(RELAYS.get(0), Instant.MAX)).isEqualTo(content(one()));
    assertThat(restored(RELAYS.get(0), at.minusMillis(1))).isEqualTo(content(two()));
  }

  @Test
  void random_changes_are_restored_at_each_time() throws Exception {
    var random = new Random(20);
    var past = new TreeMap<Instant, Map<String, String>>();
    for (int round = 0; round < 12; round++) {
      for (int i = 0; i < 10; i++) {
        var who = random.nextBoolean() ? ALICE : BOB;
        var file = put(one(), who, "text " + random.nextInt(30), 1_000 + random.nextInt(1_000));
        switch (random.nextInt(4)) {
          case 0 -> one().removeOwner(file.hash(), who);
          case 1 -> one().delete(file.hash());
          default -> {}
        }
      }
      if (random.nextInt(3) == 0) {
        restart();
      }
      ship();
      past.put(Instant.ofEpochMilli(now), content(one()));
    }
    for (var entry : past.entrySet()) {
      assertThat(restored(RELAYS.get(0), entry.getKey())).isEqualTo(entry.getValue());
    }
  }

  @Test
  void a_change_before_a_crash_is_shipped_by_the_next_start() throws Exception {
    put(one(), ALICE, "first", 7);
    backup.round(() -> RELAYS, System.currentTimeMillis(), true);
    put(one(), ALICE, "second", 8);
    restart();
    backup.round(() -> RELAYS, System.currentTimeMillis(), true);
    assertThat(restored(RELAYS.get(0), Instant.MAX)).isEqualTo(content(one())).hasSize(3);
  }

  @Test
  void a_relay_is_not_shipped_more_often_than_every_ten_seconds() throws Exception {
    put(one(), ALICE, "first", 7);
    ship();
    put(one(), ALICE, "second", 8);
    backup.round(() -> RELAYS, now + 9_999, true);
    assertThat(backup.waiting()).isEqualTo(1);
    backup.round(() -> RELAYS, now + 10_000, true);
    assertThat(backup.waiting()).isZero();
    assertThat(lists()).hasSize(2);
  }

  @Test
  void a_deleted_file_stays_in_the_backup_for_the_kept_days() throws Exception {
    var first = put(one(), ALICE, "first", 7);
    ship();
    one().delete(first.hash());
    ship();
    later(DAYS * DAY - DAY);
    assertThat(blobs()).hasSize(1);
    later(2 * DAY);
    assertThat(blobs()).isEmpty();
    assertThat(MediaObjects.keys(objects, MediaObjects.GONE)).isEmpty();
    assertThat(lists()).hasSize(1);
  }

  @Test
  void a_file_that_came_back_is_not_deleted_from_the_backup() throws Exception {
    var first = put(one(), ALICE, "first", 7);
    ship();
    one().delete(first.hash());
    ship();
    put(one(), ALICE, "first", 9);
    ship();
    later(2 * DAYS * DAY);
    assertThat(blobs()).hasSize(1);
    assertThat(restored(RELAYS.get(0), Instant.MAX)).isEqualTo(content(one())).hasSize(2);
  }

  @Test
  void files_of_an_erased_relay_leave_the_backup_after_the_kept_days() throws Exception {
    put(one(), ALICE, "first", 7);
    put(two(), ALICE, "first", 7);
    ship();
    stores.erase(RELAYS.get(0));
    ship();
    assertThat(folder.resolve("media/one")).doesNotExist();
    later(DAYS * DAY + DAY);
    assertThat(blobs()).singleElement().asString().contains("/two/");
    assertThat(restored(RELAYS.get(0), Instant.MAX)).isEqualTo(content(one())).hasSize(1);
  }

  @Test
  void a_damaged_file_is_reported_and_not_shipped() throws Exception {
    var first = put(one(), ALICE, "first", 7);
    put(one(), ALICE, "second", 8);
    Files.writeString(folder.resolve("media/one/" + first.hash()), "other");
    ship();
    assertThat(backup.fault()).isEqualTo("1 files of the relay one cannot be read or are damaged.");
    assertThat(blobs()).hasSize(1);
    Files.writeString(folder.resolve("media/one/" + first.hash()), "first");
    ship();
    assertThat(backup.fault()).isNull();
    assertThat(restored(RELAYS.get(0), Instant.MAX)).isEqualTo(content(one())).hasSize(3);
  }

  @Test
  void an_interrupted_restore_goes_on_and_no_file_is_used_before() throws Exception {
    put(one(), ALICE, "first", 7);
    ship();
    var media = Files.createTempDirectory(folder, "restored");
    MediaRestore.prepare(objects, media, Instant.MAX);
    assertThatThrownBy(() -> MediaRestore.requireComplete(media))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("BACKUP_URL");
    try (var again = stores(media);
        var restore = new MediaRestore(objects, again)) {
      assertThat(restore.isComplete()).isFalse();
      assertThat(again.open(RELAYS.get(0)).isRestoring()).isTrue();
      assertThat(again.open(RELAYS.get(1)).isRestoring()).isFalse();
    }
    try (var again = stores(media);
        var restore = new MediaRestore(objects, again)) {
      restore.start(FailureHandler.WITHOUT_EXIT, MediaBackupTest::configured);
      restore.await();
      assertThat(again.open(RELAYS.get(0)).isRestoring()).isFalse();
      assertThat(content(again.open(RELAYS.get(0)))).isEqualTo(content(one()));
    }
    MediaRestore.requireComplete(media);
  }

  @Test
  void a_relay_that_is_erased_during_its_restore_stays_empty() throws Exception {
    put(one(), ALICE, "first", 7);
    ship();
    var media = Files.createTempDirectory(folder, "restored");
    MediaRestore.prepare(objects, media, Instant.MAX);
    try (var again = stores(media);
        var restore = new MediaRestore(objects, again)) {
      again.erase(RELAYS.get(0));
      restore.start(FailureHandler.WITHOUT_EXIT, MediaBackupTest::configured);
      restore.await();
      assertThat(media.resolve("one")).doesNotExist();
    }
  }

  @Test
  void one_relay_is_restored_alone() throws Exception {
    put(one(), ALICE, "first", 7);
    put(two(), ALICE, "second", 8);
    ship();
    try (var again = stores(Files.createTempDirectory(folder, "restored"))) {
      MediaRestore.restoreRelay(objects, again, RELAYS.get(1), Instant.MAX);
      assertThat(content(again.open(RELAYS.get(1)))).isEqualTo(content(two()));
      assertThat(content(again.open(RELAYS.get(0)))).hasSize(1);
    }
  }

  @Test
  void older_lists_are_kept_once_an_hour() {
    var lists = new ArrayList<MediaObjects.ListName>();
    for (int minute = 0; minute < 3 * 24 * 60; minute += 10) {
      lists.add(new MediaObjects.ListName("one", START + minute * 60_000L));
    }
    long end = START + 3 * DAY;
    var outdated = MediaRetention.outdated(lists, START - DAY, end);
    var kept = new ArrayList<>(lists);
    kept.removeAll(outdated);
    assertThat(kept.stream().filter(list -> list.millis() >= end - DAY)).hasSize(144);
    assertThat(kept.stream().filter(list -> list.millis() < end - DAY)).hasSizeBetween(48, 49);
    assertThat(MediaRetention.outdated(lists, end - 600_000, end)).hasSize(lists.size() - 1);
  }

  /// Runs the daily deletion after some time.
  private void later(long millis) throws BackupException {
    now += millis;
    backup.round(() -> RELAYS, now, true);
  }

  private List<String> blobs() throws BackupException {
    return MediaObjects.keys(objects, "relays/files/blob/");
  }

  private List<String> lists() throws BackupException {
    return MediaObjects.keys(objects, MediaObjects.LISTS);
  }
}
