package caravel.backup;

import caravel.backup.BackupException.Kind;
import caravel.nostr.SecretKey;
import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.InflaterInputStream;
import org.jspecify.annotations.Nullable;

/// Objects of an [ObjectStore], compressed with zlib and then encrypted. The key of an object is
/// authenticated, so objects cannot be exchanged for each other.
///
/// Form: `CVB1`, 8 bytes of the key's id, 32 bytes of salt, then chunks of [ChunkCipher].
public final class SealedObjects implements AutoCloseable {
  private static final byte[] MAGIC = "CVB1".getBytes(StandardCharsets.US_ASCII);
  private static final int SALT_BYTES = 32;

  private final ObjectStore store;
  private final List<BackupKey> keys;
  private final SecureRandom random = new SecureRandom();

  /// @param store closed with this object
  /// @param keys of `ENCRYPTION_SECRET`, at least one: the first encrypts, each decrypts
  public SealedObjects(ObjectStore store, List<SecretKey> keys) {
    if (keys.isEmpty()) {
      throw new IllegalArgumentException("a backup needs a key");
    }
    this.store = store;
    this.keys = keys.stream().map(BackupKey::of).toList();
  }

  /// As [ObjectStore#place()].
  public String place() {
    return store.place();
  }

  /// As [ObjectStore#put(String, byte[])].
  public void put(String key, byte[] bytes) throws BackupException {
    store.put(key, seal(key, bytes, Deflater.BEST_SPEED));
  }

  /// As [#put], without compression, which costs most of the processor time. For objects that are
  /// soon replaced.
  public void putUncompressed(String key, byte[] bytes) throws BackupException {
    store.put(key, seal(key, bytes, Deflater.NO_COMPRESSION));
  }

  /// As [ObjectStore#putIfAbsent(String, byte[])].
  public boolean putIfAbsent(String key, byte[] bytes) throws BackupException {
    return store.putIfAbsent(key, seal(key, bytes, Deflater.BEST_SPEED));
  }

  /// As [ObjectStore#putFile(String, Path)]. Needs space for the encrypted file beside the file.
  public void putFile(String key, Path file) throws BackupException {
    var sealed = file.resolveSibling(file.getFileName() + ".sealed");
    try {
      try (var in = Files.newInputStream(file);
          var out = sealing(key, Files.newOutputStream(sealed), Deflater.BEST_SPEED)) {
        in.transferTo(out);
      } catch (IOException failed) {
        throw LocalDisk.failure(sealed, failed);
      }
      store.putFile(key, sealed);
    } finally {
      deleteIfExists(sealed);
    }
  }

  /// As [ObjectStore#get(String)].
  ///
  /// @throws BackupException also with [Kind#WRONG_KEY] or [Kind#DAMAGED]
  public Optional<byte[]> get(String key) throws BackupException {
    var sealed = store.get(key);
    if (sealed.isEmpty()) {
      return Optional.empty();
    }
    try (var in = opening(key, new ByteArrayInputStream(sealed.get()))) {
      return Optional.of(in.readAllBytes());
    } catch (IOException damaged) {
      throw damaged(key, damaged);
    }
  }

  /// As [ObjectStore#getFile(String, Path)]. Needs space for the encrypted file beside the file.
  /// The file appears when it is complete.
  ///
  /// @throws BackupException also with [Kind#WRONG_KEY] or [Kind#DAMAGED]
  public boolean getFile(String key, Path file) throws BackupException {
    var sealed = file.resolveSibling(file.getFileName() + ".sealed");
    var opened = file.resolveSibling(file.getFileName() + ".opened");
    try {
      if (!store.getFile(key, sealed)) {
        return false;
      }
      try (var raw = new BufferedInputStream(Files.newInputStream(sealed));
          var in = opening(key, raw);
          var out = Files.newOutputStream(opened)) {
        copy(key, in, out, opened);
      } catch (IOException failed) {
        throw LocalDisk.failure(sealed, failed);
      }
      Files.move(opened, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      return true;
    } catch (IOException failed) {
      throw LocalDisk.failure(file, failed);
    } finally {
      deleteIfExists(sealed);
      deleteIfExists(opened);
    }
  }

  /// As [ObjectStore#list(String, String, int)].
  public List<String> list(String prefix, String startAfter, int limit) throws BackupException {
    return store.list(prefix, startAfter, limit);
  }

  /// As [ObjectStore#delete(String)].
  public void delete(String key) throws BackupException {
    store.delete(key);
  }

  @Override
  public void close() {
    store.close();
  }

  private byte[] seal(String key, byte[] bytes, int level) {
    var sealed = new ByteArrayOutputStream();
    try (var out = sealing(key, sealed, level)) {
      out.write(bytes);
    } catch (IOException impossible) {
      throw new IllegalStateException("memory cannot be written", impossible);
    }
    return sealed.toByteArray();
  }

  /// @param level of the compression, as [Deflater] counts
  private OutputStream sealing(String key, OutputStream out, int level) throws IOException {
    var salt = new byte[SALT_BYTES];
    random.nextBytes(salt);
    var first = keys.getFirst();
    out.write(MAGIC);
    out.write(first.id());
    out.write(salt);
    var cipher = new ChunkCipher(first.ofObject(salt), associated(key));
    return new DeflaterOutputStream(
        new SealingStream(out, cipher), new Deflater(level), ChunkCipher.CHUNK_BYTES) {
      @Override
      public void close() throws IOException {
        try {
          super.close();
        } finally {
          def.end();
        }
      }
    };
  }

  private InputStream opening(String key, InputStream in) throws IOException, BackupException {
    if (!Arrays.equals(in.readNBytes(MAGIC.length), MAGIC)) {
      throw new BackupException(
          Kind.DAMAGED, key + " at " + place() + " is not an object of a backup.");
    }
    var id = in.readNBytes(BackupKey.ID_BYTES);
    var salt = in.readNBytes(SALT_BYTES);
    if (salt.length < SALT_BYTES) {
      throw damaged(key, null);
    }
    for (var known : keys) {
      if (known.hasId(id)) {
        var cipher = new ChunkCipher(known.ofObject(salt), associated(key));
        return new InflaterInputStream(new OpeningStream(in, cipher));
      }
    }
    throw new BackupException(
        Kind.WRONG_KEY,
        "ENCRYPTION_SECRET cannot decrypt the backup at "
            + place()
            + ". Use the key that encrypted it, or another prefix for another server.");
  }

  /// A failure of the input is damage, one of the output is the disk's.
  private void copy(String key, InputStream in, OutputStream out, Path file)
      throws BackupException {
    var buffer = new byte[ChunkCipher.CHUNK_BYTES];
    while (true) {
      int read;
      try {
        read = in.read(buffer);
      } catch (IOException failed) {
        throw damaged(key, failed);
      }
      if (read < 0) {
        return;
      }
      try {
        out.write(buffer, 0, read);
      } catch (IOException failed) {
        throw LocalDisk.failure(file, failed);
      }
    }
  }

  private BackupException damaged(String key, @Nullable IOException why) {
    return new BackupException(
        Kind.DAMAGED,
        key + " at " + place() + " is damaged: it is incomplete or was changed.",
        why);
  }

  private static byte[] associated(String key) {
    return key.getBytes(StandardCharsets.UTF_8);
  }

  private static void deleteIfExists(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException remains) {
      file.toFile().deleteOnExit();
    }
  }
}
