package caravel.engine.backup;

import caravel.backup.BackupException;
import caravel.backup.BackupException.Kind;
import caravel.backup.SealedObjects;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;

/// Lists and reads many objects of a backup.
final class ObjectReader {
  private static final int PAGE = 1_000;

  /// Objects that are fetched at the same time. Each has some megabytes.
  private static final int FETCHED_AT_ONCE = 8;

  private static final int ATTEMPTS = 3;

  /// Receives one object.
  interface Sink {
    void accept(String key, byte[] bytes) throws BackupException;
  }

  private ObjectReader() {}

  /// The names under a prefix, in the order of their keys. Ignores keys of another form.
  static <T> List<T> list(SealedObjects objects, String prefix, Function<String, Optional<T>> parse)
      throws BackupException {
    var names = new ArrayList<T>();
    var after = "";
    while (true) {
      var page = objects.list(prefix, after, PAGE);
      for (var key : page) {
        parse.apply(key).ifPresent(names::add);
      }
      if (page.size() < PAGE) {
        return names;
      }
      after = page.getLast();
    }
  }

  /// Fetches several objects at a time, and passes them on in order.
  ///
  /// @throws BackupException of the kind [Kind#MISSING] when an object is gone, because the owner
  ///   of the backup packs and deletes meanwhile
  static void read(SealedObjects objects, List<String> keys, Sink sink) throws BackupException {
    record Fetch(String key, Future<Optional<byte[]>> bytes) {}
    // Decryption and decompression would keep the carriers of virtual threads from the clients.
    var names = Thread.ofPlatform().daemon().name("backup-reader-", 0).factory();
    try (var threads = Executors.newFixedThreadPool(FETCHED_AT_ONCE, names)) {
      var running = new ArrayDeque<Fetch>();
      var next = keys.iterator();
      while (next.hasNext() || !running.isEmpty()) {
        while (next.hasNext() && running.size() < FETCHED_AT_ONCE) {
          var key = next.next();
          running.add(new Fetch(key, threads.submit(() -> objects.get(key))));
        }
        var first = running.remove();
        var bytes = result(first.bytes());
        if (bytes.isEmpty()) {
          throw new BackupException(Kind.MISSING, first.key() + " is missing in the backup.");
        }
        sink.accept(first.key(), bytes.get());
      }
    }
  }

  /// Lists objects and reads them.
  interface Reading<T> {
    T run() throws BackupException;
  }

  /// Lists and reads once more when an object was gone. Each attempt is complete in itself.
  ///
  /// @throws BackupException of the kind [Kind#MISSING] after three attempts
  static <T> T retryMissing(Reading<T> reading) throws BackupException {
    for (int attempt = 1; ; attempt++) {
      try {
        return reading.run();
      } catch (BackupException failed) {
        if (failed.kind() != Kind.MISSING || attempt == ATTEMPTS) {
          throw failed;
        }
      }
    }
  }

  private static Optional<byte[]> result(Future<Optional<byte[]>> future) throws BackupException {
    try {
      return future.get();
    } catch (ExecutionException failed) {
      if (failed.getCause() instanceof BackupException because) {
        throw because;
      }
      throw new IllegalStateException(failed.getCause());
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      throw new BackupException(Kind.UNREACHABLE, "Reading the backup was interrupted.");
    }
  }
}
