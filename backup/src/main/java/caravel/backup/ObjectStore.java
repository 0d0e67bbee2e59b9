package caravel.backup;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// Named objects in a folder or a bucket. A key is words separated by `/`, each of `a-z`, `A-Z`,
/// `0-9`, `.`, `_` and `-`, not starting with a dot.
///
/// Implementations are safe for several threads. Each method waits for the target; none retries for
/// longer than a minute.
public interface ObjectStore extends AutoCloseable {
  /// Stores a new object, which is durable on return. A reader sees all of it or none of it. An
  /// object of the same key is replaced.
  void put(String key, byte[] bytes) throws BackupException;

  /// Stores the object unless one of this key exists. Of several callers at once, one succeeds.
  ///
  /// @return whether this call stored it
  boolean putIfAbsent(String key, byte[] bytes) throws BackupException;

  /// As [#put(String, byte[])], for a file of any size.
  void putFile(String key, Path file) throws BackupException;

  /// The whole object; empty if there is none of this key.
  Optional<byte[]> get(String key) throws BackupException;

  /// Writes the object to a file, which is created or replaced.
  ///
  /// @return whether there is an object of this key
  boolean getFile(String key, Path file) throws BackupException;

  /// Keys in the order of their bytes.
  ///
  /// @param prefix of the keys, such as `owner/`; `""` = all
  /// @param startAfter only later keys; `""` = from the first
  /// @param limit at most this many, at least 1
  List<String> list(String prefix, String startAfter, int limit) throws BackupException;

  /// Deletes the object. Does nothing if there is none.
  void delete(String key) throws BackupException;

  /// The place in words, for messages. It names no secret.
  String place();

  @Override
  void close();
}
