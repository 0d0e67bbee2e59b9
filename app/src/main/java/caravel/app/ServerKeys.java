package caravel.app;

import caravel.nostr.Nip19;
import caravel.nostr.PublicKey;
import caravel.nostr.SecretKey;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The keys the program works with: given ones, and in a demo those it makes once and keeps under
/// `keys/`, readable by its own user alone.
///
/// @param operatorFile where a demo's operator finds the key to sign in with; null = given
record ServerKeys(
    SecretKey robot,
    SecretKey zooidApi,
    SecretKey systemRelay,
    List<SecretKey> encryption,
    List<PublicKey> admins,
    @Nullable Path operatorFile) {

  static ServerKeys of(Config config) {
    var folder = config.storage().keys();
    var robotGiven = config.platform().robotSecret();
    var apiGiven = config.hosting().apiSecret();
    var robot = robotGiven != null ? robotGiven : made(folder, "robot");
    var zooidApi =
        apiGiven != null ? apiGiven : config.isDemo() ? made(folder, "zooid-api") : robot;
    var encryption = config.storage().encryption();
    var admins = config.platform().admins();
    var operatorMade = config.isDemo() && admins.isEmpty();
    return new ServerKeys(
        robot,
        zooidApi,
        config.isDemo() ? made(folder, "system-relay") : robot,
        encryption.isEmpty() ? List.of(made(folder, "encryption")) : encryption,
        operatorMade ? List.of(made(folder, "operator").publicKey()) : admins,
        operatorMade ? file(folder, "operator") : null);
  }

  /// The key of a demo's own wallet.
  static SecretKey ofDemoWallet(Config config) {
    return made(config.storage().keys(), "demo-wallet");
  }

  private static Path file(Path folder, String name) {
    return folder.resolve(name + ".nsec");
  }

  private static SecretKey made(Path folder, String name) {
    var file = file(folder, name);
    try {
      if (Files.exists(file)) {
        return SecretKey.parse(Files.readString(file).strip());
      }
      Files.createDirectories(folder);
      restrict(folder, "rwx------");
      var key = SecretKey.generate();
      var fresh = folder.resolve(name + ".new");
      Files.deleteIfExists(fresh);
      Files.createFile(fresh);
      restrict(fresh, "rw-------");
      Files.writeString(fresh, Nip19.nsec(key) + "\n", StandardOpenOption.SYNC);
      Files.move(fresh, file);
      return key;
    } catch (IOException unusable) {
      throw new UncheckedIOException(unusable);
    } catch (IllegalArgumentException broken) {
      throw new UncheckedIOException(new IOException(file + " does not hold a key", broken));
    }
  }

  private static void restrict(Path path, String permissions) throws IOException {
    if (path.getFileSystem().supportedFileAttributeViews().contains("posix")) {
      Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(permissions));
    }
  }
}
