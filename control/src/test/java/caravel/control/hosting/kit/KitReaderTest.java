package caravel.control.hosting.kit;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import caravel.control.problem.Problem;
import caravel.control.problem.ProblemException;
import caravel.nostr.Hex;
import caravel.nostr.PublicKey;
import caravel.nostr.SecretKey;
import caravel.nostr.Sha256;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;

/// Exit kits as they were written, in another order, damaged, changed, cut and hostile.
final class KitReaderTest {
  private static final SecretKey RELAY = SecretKey.parse("01".repeat(32));
  private static final PublicKey MEMBER = SecretKey.parse("02".repeat(32)).publicKey();
  private static final PublicKey BANNED = SecretKey.parse("03".repeat(32)).publicKey();
  private static final String LINES = "{\"kind\":1}\n{\"kind\":2}\n";
  private static final long EVENTS_MAX = 1024 * 1024;

  private static byte[] kit() throws IOException {
    var out = new ByteArrayOutputStream();
    var kit = new KitWriter(out);
    kit.add(KitReader.EVENTS, LINES);
    kit.add("relay.toml", "host = \"a\"\n");
    kit.add(KitReader.MEMBERS, "[\"" + MEMBER.hex() + "\"]");
    kit.add(KitReader.BANS, "[{\"pubkey\":\"" + BANNED.hex() + "\",\"reason\":\"spam\"}]");
    kit.finish(RELAY, Instant.ofEpochSecond(1_700_000_000));
    return out.toByteArray();
  }

  /// The content of a kit, as an importer reads it.
  private record Seen(String events, KitReader.People people) {}

  private static Seen read(byte[] file) throws IOException {
    return read(new ByteArrayInputStream(file));
  }

  private static Seen read(InputStream file) throws IOException {
    var reader = new KitReader(file, EVENTS_MAX);
    var events = new String(reader.events().readAllBytes(), UTF_8);
    return new Seen(events, reader.people((_, _, _) -> {}));
  }

  private static Map<String, byte[]> files(byte[] kit) throws IOException {
    var files = new LinkedHashMap<String, byte[]>();
    try (var zip = new ZipInputStream(new ByteArrayInputStream(kit))) {
      for (var entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
        files.put(entry.getName(), zip.readAllBytes());
      }
    }
    return files;
  }

  private static byte[] zip(Map<String, byte[]> files) throws IOException {
    var out = new ByteArrayOutputStream();
    try (var zip = new ZipOutputStream(out)) {
      for (var file : files.entrySet()) {
        zip.putNextEntry(new ZipEntry(file.getKey()));
        zip.write(file.getValue());
      }
    }
    return out.toByteArray();
  }

  private static void assertRefused(byte[] file, String sentence) {
    assertThatThrownBy(() -> read(file))
        .isInstanceOfSatisfying(
            ProblemException.class,
            refused -> assertThat(refused.problem().sentence()).contains(sentence));
  }

  @Test
  void a_kit_gives_back_its_events_members_and_bans() throws IOException {
    var seen = read(kit());
    assertThat(seen.events()).isEqualTo(LINES);
    assertThat(seen.people())
        .isEqualTo(new KitReader.People(List.of(MEMBER), Map.of(BANNED, "spam")));
    assertThat(KitReader.isZip(Arrays.copyOf(kit(), KitReader.START_BYTES))).isTrue();
    assertThat(KitReader.isZip("{\"id".getBytes(UTF_8))).isFalse();
    assertThat(KitReader.isZip(new byte[0])).isFalse();
  }

  @Test
  void a_kit_that_was_unpacked_and_packed_again_in_another_order_is_the_same() throws IOException {
    var other = new LinkedHashMap<String, byte[]>();
    var files = files(kit());
    files.keySet().stream().sorted().forEach(name -> other.put(name, files.get(name)));
    assertThat(other.keySet()).startsWith("bans.json", "events.jsonl");
    assertThat(read(zip(other))).isEqualTo(read(kit()));
  }

  @Test
  void the_manifest_is_an_event_of_the_relays_key_with_each_checksum() throws IOException {
    var manifest = new String(files(kit()).get(KitManifest.NAME), UTF_8);
    assertThat(manifest).contains(RELAY.publicKey().hex());
    assertThat(KitManifest.parse(manifest).files())
        .containsOnlyKeys("events.jsonl", "relay.toml", "members.json", "bans.json");
  }

  @Test
  void a_changed_added_or_missing_file_is_not_taken_over() throws IOException {
    for (var name : List.of("events.jsonl", "relay.toml", "members.json", "bans.json")) {
      var files = files(kit());
      files.put(name, "[]\n".getBytes(UTF_8));
      assertRefused(zip(files), "was changed");
      files.remove(name);
      assertRefused(zip(files), name.equals("events.jsonl") ? "no file events" : "was changed");
    }
    var more = files(kit());
    more.put("more.txt", new byte[1]);
    assertRefused(zip(more), "was changed");
  }

  @Test
  void a_manifest_that_is_missing_forged_or_nonsense_is_refused() throws IOException {
    var files = files(kit());
    var manifest = new String(files.get(KitManifest.NAME), UTF_8);
    files.put(KitManifest.NAME, manifest.replace("1700000000", "1700000001").getBytes(UTF_8));
    assertRefused(zip(files), "manifest of the exit kit is not valid");
    files.put(KitManifest.NAME, "nonsense".getBytes(UTF_8));
    assertRefused(zip(files), "manifest of the exit kit is not valid");
    files.remove(KitManifest.NAME);
    assertRefused(zip(files), "ends before its manifest");
  }

  @Test
  void signed_lists_that_are_no_lists_of_keys_are_refused() throws IOException {
    for (var members : List.of("nonsense", "[\"x\"]", "[1]", "[{}]")) {
      var out = new ByteArrayOutputStream();
      var kit = new KitWriter(out);
      kit.add(KitReader.EVENTS, LINES);
      kit.add(KitReader.MEMBERS, members);
      kit.finish(RELAY, Instant.EPOCH);
      assertRefused(out.toByteArray(), "cannot be read");
    }
  }

  @Test
  void a_kit_cut_at_any_byte_is_refused_with_a_sentence() throws IOException {
    var whole = kit();
    // Without the zip file's own directory at its end, the kit is still complete.
    var directory = new String(whole, ISO_8859_1).indexOf("PK\1\2");
    for (int length = 0; length < directory; length++) {
      var cut = Arrays.copyOf(whole, length);
      assertThatThrownBy(() -> read(cut))
          .as("%d bytes", length)
          .isInstanceOf(ProblemException.class);
    }
  }

  @Test
  void a_connection_that_is_cut_is_no_damaged_file() throws IOException {
    var half = new ByteArrayInputStream(Arrays.copyOf(kit(), 60));
    var cut =
        new FilterInputStream(half) {
          @Override
          public int read(byte[] part, int from, int length) throws IOException {
            int read = super.read(part, from, length);
            if (read < 0) {
              throw new EOFException("the client is gone");
            }
            return read;
          }
        };
    assertThatThrownBy(() -> read(cut)).isInstanceOf(EOFException.class);
  }

  @Test
  void damaged_bytes_end_in_a_sentence_or_in_the_same_people() throws IOException {
    var whole = kit();
    for (int at = 0; at < whole.length; at++) {
      var damaged = whole.clone();
      damaged[at] ^= 0x55;
      try {
        assertThat(read(damaged).people()).isEqualTo(read(whole).people());
      } catch (ProblemException refused) {
        assertThat(refused.problem()).isInstanceOf(Problem.class);
      }
    }
  }

  /// A zip file whose file of this name has so many zero bytes, packed about 1,000 times.
  private static byte[] bomb(String name, long bytes) throws IOException {
    var out = new ByteArrayOutputStream();
    try (var zip = new ZipOutputStream(out)) {
      zip.putNextEntry(new ZipEntry(name));
      var part = new byte[64 * 1024];
      for (long written = 0; written < bytes; written += part.length) {
        zip.write(part);
      }
    }
    return out.toByteArray();
  }

  @Test
  void a_small_file_that_unpacks_to_a_large_one_is_refused_at_its_limit() throws IOException {
    assertTooLarge(bomb(KitReader.EVENTS, 2 * EVENTS_MAX));
    assertTooLarge(bomb(KitReader.MEMBERS, 2L * KitReader.KEPT_BYTES_MAX));
    assertTooLarge(bomb("invoices.json", KitReader.OTHER_BYTES_MAX + 1L));
  }

  private static void assertTooLarge(byte[] bomb) {
    assertThat(bomb).hasSizeLessThan(100_000);
    assertThatThrownBy(() ->
            new KitReader(new ByteArrayInputStream(bomb), EVENTS_MAX)
                .events()
                .transferTo(OutputStream.nullOutputStream()))
        .isInstanceOfSatisfying(
            ProblemException.class,
            refused -> assertThat(refused.problem()).isInstanceOf(Problem.TooLarge.class));
  }

  @Test
  void a_zip_file_of_many_files_or_of_none_is_no_kit() throws IOException {
    var many = new LinkedHashMap<String, byte[]>();
    for (int i = 0; i <= KitReader.FILES_MAX; i++) {
      many.put("file" + i, new byte[1]);
    }
    assertRefused(zip(many), "is not an exit kit");
    assertRefused(zip(Map.of()), "is not an exit kit");
  }

  private static String sha256(String text) {
    return Hex.encode(Sha256.of(text.getBytes(UTF_8)));
  }

  private static byte[] kitWithFiles(String... files) throws IOException {
    var out = new ByteArrayOutputStream();
    var kit = new KitWriter(out);
    kit.add(KitReader.EVENTS, LINES);
    for (var file : files) {
      var content = new ByteArrayInputStream(file.getBytes(UTF_8));
      kit.addShared(sha256(file), "{\"about\":\"" + file + "\"}", content);
    }
    kit.finish(RELAY, Instant.ofEpochSecond(1_700_000_000));
    return out.toByteArray();
  }

  /// The shared files of a kit: `sha256 description content`, one a line.
  private static List<String> sharedFiles(byte[] kit) throws IOException {
    var reader = new KitReader(new ByteArrayInputStream(kit), EVENTS_MAX);
    reader.events().readAllBytes();
    var shared = new ArrayList<String>();
    reader.people((name, description, bytes) ->
        shared.add(name + " " + description + " " + new String(bytes.readAllBytes(), UTF_8)));
    return shared;
  }

  @Test
  void shared_files_come_with_their_descriptions_also_in_another_order() throws IOException {
    var kit = kitWithFiles("one", "two", "three");
    assertThat(sharedFiles(kit))
        .containsExactly(
            sha256("one") + " {\"about\":\"one\"} one",
            sha256("two") + " {\"about\":\"two\"} two",
            sha256("three") + " {\"about\":\"three\"} three");
    var sorted = new LinkedHashMap<String, byte[]>();
    var files = files(kit);
    files.keySet().stream().sorted().forEach(name -> sorted.put(name, files.get(name)));
    assertThat(sharedFiles(zip(sorted))).containsExactlyInAnyOrderElementsOf(sharedFiles(kit));
    assertThat(read(kit).people()).isEqualTo(KitReader.People.NONE);
  }

  @Test
  void a_kit_with_hundreds_of_files_is_read() throws IOException {
    var files = IntStream.range(0, 500).mapToObj(Integer::toString).toArray(String[]::new);
    assertThat(sharedFiles(kitWithFiles(files))).hasSize(500);
  }

  @Test
  void a_shared_file_without_its_description_or_content_or_with_another_name_is_refused()
      throws IOException {
    var name = "files/" + sha256("one");
    for (var wrong :
        List.of(
            List.of(name + "/content"),
            List.of(name + "/about.json"),
            List.of(name + "/about.json", "files/" + sha256("two") + "/content"),
            List.of("files/../about.json", "files/../content"),
            List.of("files/about.json", "files/content"),
            List.of("files/x"))) {
      var files = new LinkedHashMap<String, byte[]>();
      files.put("events.jsonl", LINES.getBytes(UTF_8));
      wrong.forEach(entry -> files.put(entry, "{}".getBytes(UTF_8)));
      assertThatThrownBy(() -> read(zip(files)))
          .as("%s", wrong)
          .isInstanceOf(ProblemException.class);
    }
    var early = new LinkedHashMap<String, byte[]>();
    early.put(name + "/about.json", new byte[0]);
    early.put("events.jsonl", new byte[0]);
    assertRefused(zip(early), "events must come before");
  }

  @Test
  void a_shared_file_that_is_too_large_is_refused() throws IOException {
    var out = new ByteArrayOutputStream();
    var kit = new KitWriter(out);
    kit.add(KitReader.EVENTS, LINES);
    var zeros = new ByteArrayInputStream(new byte[KitReader.SHARED_BYTES_MAX + 1]);
    kit.addShared("ab".repeat(32), "{}", zeros);
    kit.finish(RELAY, Instant.ofEpochSecond(1));
    assertRefused(out.toByteArray(), "too large");
  }
}
