package caravel.app;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;

/// The relay of a demo's own notices and look-ups: open to all, on the engine's bare address.
/// Production has none.
final class SystemRelay {
  private SystemRelay() {}

  /// Writes or deletes its configuration, before the engine reads the folder.
  static void prepare(Config config, ServerKeys keys) {
    var engine = config.hosting().engine();
    var file = engine.folders().config().resolve("system.toml");
    try {
      if (config.isDemo()) {
        Files.createDirectories(file.getParent());
        write(file, text(engine.listen().port(), keys));
      } else {
        Files.deleteIfExists(file);
      }
    } catch (IOException refused) {
      throw new UncheckedIOException(refused);
    }
  }

  /// Its address, as clients on this machine write it.
  static URI url(Config config) {
    return URI.create("ws://localhost:" + config.hosting().engine().listen().port());
  }

  private static void write(Path file, String text) throws IOException {
    if (Files.exists(file) && Files.readString(file).equals(text)) {
      return;
    }
    Files.deleteIfExists(file);
    Files.createFile(file);
    if (file.getFileSystem().supportedFileAttributeViews().contains("posix")) {
      Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    }
    Files.writeString(file, text, StandardOpenOption.SYNC);
  }

  private static String text(int port, ServerKeys keys) {
    return """
    host = "localhost:%d"
    schema = "system"
    secret = "%s"

    [info]
    name = "System"
    description = "The demo's own relay"
    pubkey = "%s"

    [policy]
    anonymous = true
    public_read = true
    public_write = true

    [groups]
    enabled = false

    [management]
    enabled = false
    """
        .formatted(port, keys.systemRelay().revealHex(), keys.robot().publicKey());
  }
}
