package caravel.control.hosting.kit;

import caravel.control.problem.Problem;
import caravel.control.problem.ProblemException;
import caravel.nostr.Hex;
import caravel.nostr.Json;
import caravel.nostr.MalformedException;
import caravel.nostr.PublicKey;
import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.zip.ZipException;
import java.util.zip.ZipInputStream;
import org.jspecify.annotations.Nullable;

/// Reads an exit kit while it arrives: first its events, then the people, which are checked against
/// the manifest. The size of each unpacked file and the number of files are bounded. Used by one
/// thread.
public final class KitReader {
  public static final String EVENTS = "events.jsonl";
  public static final String MEMBERS = "members.json";
  public static final String BANS = "bans.json";
  public static final String TOML = "relay.toml";

  /// The folder of the files that members shared. Each has a folder that is named by its SHA-256,
  /// with a description and then the bytes, also in alphabetical order.
  static final String SHARED = "files/";

  static final String DESCRIPTION = "/about.json";
  static final String CONTENT = "/content";

  /// Largest file that a member can share.
  static final int SHARED_BYTES_MAX = 10 * 1024 * 1024;

  private static final int DESCRIPTION_BYTES_MAX = 64 * 1024;
  private static final Pattern SHA256 = Pattern.compile("[0-9a-f]{64}");

  /// Bytes at the start of a zip file.
  public static final int START_BYTES = 4;

  static final int FILES_MAX = 16;

  /// Largest file whose content is needed besides the events.
  static final int KEPT_BYTES_MAX = Json.CHARACTERS_MAX;

  /// Largest other file. It is only compared with its checksum.
  static final int OTHER_BYTES_MAX = 64 * 1024 * 1024;

  private static final Set<String> KEPT = Set.of(MEMBERS, BANS, KitManifest.NAME);
  private static final String OTHER_FILES = "This zip file is not an exit kit: it has other files.";
  private static final int ZIP_START = 0x504b0304;

  private final Source source;
  private final ZipInputStream zip;
  private final long eventBytesMax;
  private final Map<String, String> checksums = new HashMap<>();
  private final Map<String, String> kept = new HashMap<>();
  private @Nullable MessageDigest events;

  /// Receives the files that members shared.
  public interface SharedFiles {
    /// @param description one line of JSON, not checked
    /// @param bytes not checked; may be left unread
    void add(String sha256, String description, InputStream bytes) throws IOException;
  }

  /// @param eventBytesMax largest size of the unpacked events
  public KitReader(InputStream in, long eventBytesMax) {
    this.source = new Source(in);
    this.zip = new ZipInputStream(source, StandardCharsets.UTF_8);
    this.eventBytesMax = eventBytesMax;
  }

  /// The people of an exit kit.
  ///
  /// @param bans reasons by public key; a reason may be empty
  public record People(List<PublicKey> members, Map<PublicKey, String> bans) {
    public static final People NONE = new People(List.of(), Map.of());

    public People {
      members = List.copyOf(members);
      bans = Map.copyOf(bans);
    }
  }

  /// @param start the first bytes of a file
  public static boolean isZip(byte[] start) {
    return start.length == START_BYTES && ByteBuffer.wrap(start).getInt() == ZIP_START;
  }

  /// Returns the events, which the caller reads to their end.
  ///
  /// @throws ProblemException when the file is damaged, or is no exit kit
  public InputStream events() throws IOException {
    for (var name = next(); name != null; name = next()) {
      if (name.equals(EVENTS)) {
        var digest = sha256();
        events = digest;
        return new DigestInputStream(new Unpacked(eventBytesMax), digest);
      }
      if (name.startsWith(SHARED)) {
        throw refused("In an exit kit the events must come before the files of members.");
      }
      keep(name);
    }
    throw refused("This zip file is not an exit kit: it has no file " + EVENTS + ".");
  }

  /// Reads the rest of the file. Called after [#events].
  ///
  /// @param files called for each shared file, before the manifest is checked
  /// @throws ProblemException when the file is damaged, or differs from its manifest
  public People people(SharedFiles files) throws IOException {
    if (events == null) {
      throw new IllegalStateException("the events come first");
    }
    checksums.put(EVENTS, Hex.encode(events.digest()));
    for (var name = next(); name != null; name = next()) {
      if (name.startsWith(SHARED)) {
        addShared(name, files);
      } else {
        keep(name);
      }
    }
    checkManifest();
    try {
      return new People(members(), bans());
    } catch (IllegalArgumentException | MalformedException malformed) {
      throw refused("The list of members or bans of the exit kit cannot be read.");
    }
  }

  /// @param name of the description
  private void addShared(String name, SharedFiles files) throws IOException {
    if (!name.endsWith(DESCRIPTION)) {
      throw refused(OTHER_FILES);
    }
    var folder = name.substring(0, name.length() - DESCRIPTION.length());
    var sha256 = folder.substring(Math.min(SHARED.length(), folder.length()));
    if (!SHA256.matcher(sha256).matches()) {
      throw refused(OTHER_FILES);
    }
    var description = new Unpacked(DESCRIPTION_BYTES_MAX).readAllBytes();
    if (!(folder + CONTENT).equals(next())) {
      throw refused("The exit kit is not complete: a file is missing.");
    }
    var bytes = new Unpacked(SHARED_BYTES_MAX);
    files.add(sha256, new String(description, StandardCharsets.UTF_8), bytes);
    bytes.transferTo(OutputStream.nullOutputStream());
  }

  private @Nullable String next() throws IOException {
    var entry = read(zip::getNextEntry);
    while (entry != null && entry.isDirectory()) {
      entry = read(zip::getNextEntry);
    }
    if (entry == null) {
      return null;
    }
    if (entry.getName().startsWith(SHARED)) {
      return entry.getName();
    }
    if (checksums.size() == FILES_MAX || checksums.containsKey(entry.getName())) {
      throw refused(OTHER_FILES);
    }
    return entry.getName();
  }

  /// Reads a file, and keeps its content if it is needed.
  private void keep(String name) throws IOException {
    var digest = sha256();
    if (KEPT.contains(name)) {
      try (var in = new DigestInputStream(new Unpacked(KEPT_BYTES_MAX), digest)) {
        kept.put(name, new String(in.readAllBytes(), StandardCharsets.UTF_8));
      }
    } else {
      try (var in = new DigestInputStream(new Unpacked(OTHER_BYTES_MAX), digest)) {
        in.transferTo(OutputStream.nullOutputStream());
      }
    }
    if (!name.equals(KitManifest.NAME)) {
      checksums.put(name, Hex.encode(digest.digest()));
    }
  }

  private void checkManifest() {
    var signed = kept.get(KitManifest.NAME);
    if (signed == null) {
      throw refused("The exit kit is not complete: it ends before its manifest.");
    }
    Map<String, String> files;
    try {
      files = KitManifest.parse(signed).files();
    } catch (MalformedException malformed) {
      throw refused("The manifest of the exit kit is not valid.");
    }
    if (!files.equals(checksums)) {
      throw refused("The exit kit was changed: its files differ from its manifest.");
    }
  }

  private List<PublicKey> members() {
    var members = new ArrayList<PublicKey>();
    for (var key : Json.tree(kept.getOrDefault(MEMBERS, "[]"))) {
      members.add(new PublicKey(key.asString("")));
    }
    return members;
  }

  private Map<PublicKey, String> bans() {
    var bans = new LinkedHashMap<PublicKey, String>();
    for (var ban : Json.tree(kept.getOrDefault(BANS, "[]"))) {
      bans.put(new PublicKey(ban.path("pubkey").asString("")), ban.path("reason").asString(""));
    }
    return bans;
  }

  private interface Reading<T> {
    T read() throws IOException;
  }

  /// Tells a damaged file apart from a connection that was cut.
  private <T extends @Nullable Object> T read(Reading<T> reading) throws IOException {
    try {
      return reading.read();
    } catch (ZipException | IllegalArgumentException damaged) {
      throw refused("The zip file is damaged.");
    } catch (EOFException early) {
      if (source.hasEnded) {
        throw refused("The zip file is not complete.");
      }
      throw early;
    }
  }

  private static ProblemException refused(String sentence) {
    return new Problem.Invalid("invalid", null, sentence).asException();
  }

  static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException impossible) {
      throw new AssertionError(impossible);
    }
  }

  /// The current file, without its packing. Closing it has no effect.
  private final class Unpacked extends InputStream {
    private final long bytesMax;
    private long bytes;

    Unpacked(long bytesMax) {
      this.bytesMax = bytesMax;
    }

    @Override
    public int read() {
      throw new UnsupportedOperationException("read parts instead");
    }

    @Override
    public int read(byte[] part, int from, int length) throws IOException {
      int read = KitReader.this.read(() -> zip.read(part, from, length));
      bytes += Math.max(read, 0);
      if (bytes > bytesMax) {
        throw new Problem.TooLarge("A file of the exit kit is too large.").asException();
      }
      return read;
    }
  }

  /// Remembers that the file has ended.
  private static final class Source extends FilterInputStream {
    private boolean hasEnded;

    Source(InputStream in) {
      super(in);
    }

    @Override
    public int read(byte[] part, int from, int length) throws IOException {
      int read = in.read(part, from, length);
      hasEnded = read < 0;
      return read;
    }
  }
}
