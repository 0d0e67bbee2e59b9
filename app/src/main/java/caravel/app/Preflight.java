package caravel.app;

import caravel.engine.EngineSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import org.jspecify.annotations.Nullable;

/// Checks before the start, so that all faults are reported at once: writable folders, free ports,
/// one process for each data folder.
final class Preflight implements AutoCloseable {
  private static final FileAttribute<?>[] OURS_ALONE = {
    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"))
  };

  private final @Nullable FileLock lock;

  private Preflight(@Nullable FileLock lock) {
    this.lock = lock;
  }

  static Preflight ofServe(Config config, Faults faults) {
    var lock = folder(config.storage().dataDir(), Settings.DATA_DIR, faults);
    var databaseFolder = config.storage().beside("caravel.db").getParent();
    if (databaseFolder != null && !databaseFolder.equals(config.storage().dataDir())) {
      writable(databaseFolder, Settings.DATABASE_URL, faults);
    }
    var http = config.http().listen();
    var engine = config.hosting().engine().listen();
    var embedded = config.hosting().zooid() instanceof Config.Zooid.Embedded;
    if (embedded && http.port() == engine.port()) {
      faults.fault(
          Settings.ENGINE_PORT,
          engine.port() + " is the API's port too",
          "choose another, for instance ENGINE_PORT=" + (engine.port() + 1));
    }
    port(new EngineSettings.Listen(http.host(), http.port()), Settings.HOST, Settings.PORT, faults);
    if (embedded) {
      port(engine, Settings.ENGINE_HOST, Settings.ENGINE_PORT, faults);
    }
    metricsPort(config, faults);
    return new Preflight(lock);
  }

  static Preflight ofEngine(Config config, Faults faults) {
    var engine = config.hosting().engine();
    writable(engine.folders().config(), Settings.CONFIG, faults);
    var lock = folder(engine.folders().relays(), Settings.DATA, faults);
    writable(engine.folders().media(), Settings.MEDIA, faults);
    port(engine.listen(), Settings.ENGINE_HOST, Settings.ENGINE_PORT, faults);
    metricsPort(config, faults);
    return new Preflight(lock);
  }

  /// Whether no other process uses the data folder.
  boolean isAlone() {
    return lock != null;
  }

  private static void metricsPort(Config config, Faults faults) {
    var listen = config.http().metrics();
    if (listen != null) {
      var address = new EngineSettings.Listen(listen.host(), listen.port());
      port(address, Settings.METRICS_HOST, Settings.METRICS_PORT, faults);
    }
  }

  private static void port(
      EngineSettings.Listen listen, Setting<?> host, Setting<?> port, Faults faults) {
    try (var socket = new ServerSocket()) {
      socket.setReuseAddress(true);
      var address = new InetSocketAddress(listen.host(), listen.port());
      if (address.isUnresolved()) {
        faults.fault(
            host, "“" + listen.host() + "” is not an address of this machine", "127.0.0.1 is");
        return;
      }
      socket.bind(address);
    } catch (IOException refused) {
      var text = refused.getMessage() == null ? "" : refused.getMessage();
      if (text.contains("assign")) {
        faults.fault(
            host, "“" + listen.host() + "” is not an address of this machine", "127.0.0.1 is");
      } else if (text.contains("ermission")) {
        faults.fault(
            port,
            listen.port() + " may not be opened by this user",
            "choose one above 1023, for instance " + port + "=" + (listen.port() + 8000));
      } else {
        faults.fault(
            port,
            listen.port() + " on " + listen.host() + " is taken by another program",
            "stop that one or choose another, for instance " + port + "=" + (listen.port() + 1));
      }
    }
  }

  /// A folder that is made is nobody else's: it will hold people's messages. One that is there has
  /// the permissions that somebody gave it.
  private static boolean writable(Path folder, Setting<?> setting, Faults faults) {
    try {
      Files.createDirectories(folder, isPosix(folder) ? OURS_ALONE : new FileAttribute<?>[0]);
      Files.delete(Files.createTempDirectory(folder, ".write"));
      return true;
    } catch (IOException refused) {
      faults.fault(
          setting, folder + " cannot be written", "name a folder that this user may write to");
      return false;
    }
  }

  private static boolean isPosix(Path folder) {
    return folder.getFileSystem().supportedFileAttributeViews().contains("posix");
  }

  private static @Nullable FileLock folder(Path folder, Setting<?> setting, Faults faults) {
    if (!writable(folder, setting, faults)) {
      return null;
    }
    try {
      var channel =
          FileChannel.open(
              folder.resolve(".lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      var lock = tryLock(channel);
      if (lock == null) {
        channel.close();
        faults.fault(
            setting,
            folder + " is in use by another Caravel",
            "stop that one or name another folder");
      }
      return lock;
    } catch (IOException refused) {
      faults.fault(
          setting, folder + " cannot be written", "name a folder that this user may write to");
      return null;
    }
  }

  private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
    try {
      return channel.tryLock();
    } catch (OverlappingFileLockException _) {
      return null;
    }
  }

  @Override
  public void close() {
    if (lock == null) {
      return;
    }
    try (var _ = lock.acquiredBy()) {
      lock.release();
    } catch (IOException gone) {
      throw new UncheckedIOException(gone);
    }
  }
}
