package caravel.verify.restoretime;

import caravel.backup.BackupException;
import caravel.backup.BackupOwner;
import caravel.backup.BackupTarget;
import caravel.backup.SealedObjects;
import caravel.engine.Engine;
import caravel.engine.EngineSettings;
import caravel.engine.backup.RelayBackup;
import caravel.engine.backup.RelayRestore;
import caravel.engine.failure.FailureHandler;
import caravel.engine.journal.Journal;
import caravel.engine.limits.DiskSpace;
import caravel.engine.session.RelayTimers;
import caravel.engine.store.EventStore.Change;
import caravel.engine.store.EventStores;
import caravel.engine.store.StoreBackup;
import caravel.engine.store.Sync;
import caravel.nostr.Event;
import caravel.nostr.SecretKey;
import caravel.nostr.UnsignedEvent;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/// Measures a backup in a folder: relays are filled and changed, the machine is lost, and another
/// one restores them.
///
/// RPO: the oldest change that was not in the backup, looked at every 5 ms while all relays are
/// written. RTO: from the begin of the restore until every name answers, and until every file is
/// whole. At the end every relay must have as many events as were written.
public final class RestoreTime {
  private static final int BATCH_EVENTS = 500;
  private static final int CONTENT_CHARACTERS = 700;

  /// Approximate bytes of one event in the file of a relay.
  private static final int EVENT_BYTES = 1_500;

  private static final Duration WRITING = Duration.ofSeconds(20);
  private static final long LOOK_NANOS = 5_000_000;
  private static final String SIG = "ab".repeat(64);
  private static final SecretKey KEY = SecretKey.parse("07".repeat(32));

  private final int relays;
  private final long bytes;
  private final Path folder;
  private final InstantSource clock;
  private final Consumer<String> say;
  private final Random random = new Random(1);
  private final long[] written;

  /// @param relays number of relays, at least 1
  /// @param bytes of all relays' files together
  /// @param folder an empty folder
  /// @param say receives each line of the results
  public RestoreTime(
      int relays, long bytes, Path folder, InstantSource clock, Consumer<String> say) {
    this.relays = relays;
    this.bytes = bytes;
    this.folder = folder;
    this.clock = clock;
    this.say = say;
    this.written = new long[relays];
  }

  /// The measured times and sizes.
  ///
  /// @param lostMillis the oldest change that was not in the backup
  /// @param answering from the begin of the restore until every name answers
  /// @param whole from the begin of the restore until every file is whole
  public record Result(long lostMillis, Duration answering, Duration whole) {}

  public Result run() throws IOException, BackupException {
    var target = Files.createDirectories(folder.resolve("target"));
    var before = folders("before");
    configure(before);
    long lost = writeAndLookAtLag(target, before);
    say.accept(
        "files of %d relays: %d MB, backup: %d MB"
            .formatted(relays, megabytes(before.relays()), megabytes(target)));
    say.accept("oldest change that was not in the backup: " + lost + " ms");
    var result = restore(target, lost);
    requireAllEvents();
    return result;
  }

  private EngineSettings.Folders folders(String name) throws IOException {
    var home = Files.createDirectories(folder.resolve(name));
    return new EngineSettings.Folders(
        home.resolve("config"), home.resolve("relays"), home.resolve("media"));
  }

  private void configure(EngineSettings.Folders folders) throws IOException {
    Files.createDirectories(folders.config());
    for (int i = 0; i < relays; i++) {
      Files.writeString(
          folders.config().resolve(schema(i) + ".toml"),
          """
          host = "%s"
          schema = "%s"
          secret = "%s"

          [info]
          pubkey = "%s"
          """
              .formatted(host(i), schema(i), KEY.revealHex(), KEY.publicKey().hex()));
    }
  }

  private static String schema(int relay) {
    return "relay" + relay;
  }

  private static String host(int relay) {
    return schema(relay) + ".example.com";
  }

  private static SealedObjects objects(Path target) {
    return new SealedObjects(new BackupTarget.Folder(target).open(), List.of(KEY));
  }

  private long writeAndLookAtLag(Path target, EngineSettings.Folders folders)
      throws BackupException {
    try (var objects = objects(target);
        var backup =
            new RelayBackup(
                new RelayBackup.Setup(new BackupOwner(objects, "before"), 30),
                folders.relays(),
                folders.config(),
                clock,
                FailureHandler.WITHOUT_EXIT);
        var journal = journal(folders.relays());
        var stores =
            new EventStores(
                folders.relays(),
                Sync.NORMAL,
                EventStores.Limits.USUAL,
                new EventStores.Monitoring(
                    FailureHandler.WITHOUT_EXIT, DiskSpace.of(folders.relays()), backup),
                journal)) {
      backup.start(stores);
      fill(stores);
      backup.maintainNow();
      say.accept("writing single events to all relays for " + WRITING.toSeconds() + " s");
      long lost = 0;
      long end = System.nanoTime() + WRITING.toNanos();
      while (System.nanoTime() < end) {
        int relay = random.nextInt(relays);
        stores.open(schema(relay)).write(List.of(new Change.Save(event()))).join();
        written[relay]++;
        lost = Math.max(lost, backup.state().lagMillis());
        LockSupport.parkNanos(LOOK_NANOS);
      }
      backup.shipNow();
      backup.beginClose();
      return lost;
    }
  }

  private Journal journal(Path relays) {
    return new Journal(
        relays.resolve(Engine.JOURNAL),
        Sync.NORMAL,
        Journal.Limits.USUAL,
        clock,
        FailureHandler.WITHOUT_EXIT);
  }

  private void fill(EventStores stores) {
    long perRelay = Math.max(1, bytes / relays / EVENT_BYTES);
    var running = new ArrayList<CompletableFuture<?>>();
    for (long done = 0; done < perRelay; done += BATCH_EVENTS) {
      long events = Math.min(BATCH_EVENTS, perRelay - done);
      for (int relay = 0; relay < relays; relay++) {
        var changes = new ArrayList<Change>();
        for (long i = 0; i < events; i++) {
          changes.add(new Change.Save(event()));
        }
        running.add(stores.open(schema(relay)).write(changes));
        written[relay] += events;
        if (running.size() > 8) {
          running.removeFirst().join();
        }
      }
    }
    running.forEach(CompletableFuture::join);
  }

  /// Not compressible beyond its hex digits. The store does not check signatures.
  private Event event() {
    var content = new StringBuilder();
    while (content.length() < CONTENT_CHARACTERS) {
      content.append(Long.toHexString(random.nextLong()));
    }
    var unsigned =
        new UnsignedEvent(
            KEY.publicKey(),
            1_700_000_000L + random.nextInt(10_000_000),
            1,
            List.of(List.of("t", "topic" + random.nextInt(50))),
            content.toString());
    return new Event(unsigned.id(), unsigned, SIG);
  }

  private Result restore(Path target, long lost) throws IOException, BackupException {
    var after = folders("after");
    long begun = System.nanoTime();
    try (var objects = objects(target)) {
      new RelayRestore(objects, after.config(), after.relays()).prepare(Instant.MAX);
      say.accept("configurations restored after " + since(begun).toMillis() + " ms");
      var setup = new RelayBackup.Setup(new BackupOwner(objects, "after"), 30);
      var settings =
          new EngineSettings(
              new EngineSettings.Listen("127.0.0.1", 0),
              after,
              new EngineSettings.Api(null, Set.of()),
              Sync.FULL,
              List.of());
      try (var engine =
          Engine.start(settings, clock, FailureHandler.WITHOUT_EXIT, RelayTimers.unread(), setup)) {
        for (int relay = 0; relay < relays; relay++) {
          requireAnswer(engine.port(), host(relay));
        }
        var answering = since(begun);
        say.accept("all names answer after " + answering.toMillis() + " ms");
        while (Files.exists(after.relays().resolve(".restoring"))) {
          LockSupport.parkNanos(LOOK_NANOS);
        }
        var whole = since(begun);
        say.accept("all files are whole after " + whole.toMillis() + " ms");
        return new Result(lost, answering, whole);
      }
    }
  }

  private void requireAllEvents() throws IOException {
    var home = folders("after").relays();
    try (var journal = journal(home);
        var stores =
            new EventStores(
                home,
                Sync.NORMAL,
                EventStores.Limits.USUAL,
                new EventStores.Monitoring(
                    FailureHandler.WITHOUT_EXIT, DiskSpace.of(home), StoreBackup.none(clock)),
                journal)) {
      long all = 0;
      for (int relay = 0; relay < relays; relay++) {
        long restored = stores.open(schema(relay)).count();
        if (restored != written[relay]) {
          throw new IOException(
              "%s has %d of %d events".formatted(schema(relay), restored, written[relay]));
        }
        all += restored;
      }
      say.accept("all " + all + " events are restored");
    }
  }

  private static void requireAnswer(int port, String host) throws IOException {
    try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      var request = "GET / HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n\r\n";
      socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      var answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (!answer.startsWith("HTTP/1.1 200")) {
        throw new IOException(host + " does not answer: " + answer.lines().findFirst().orElse(""));
      }
    }
  }

  private static Duration since(long nanos) {
    return Duration.ofNanos(System.nanoTime() - nanos);
  }

  private static long megabytes(Path folder) throws IOException {
    try (var files = Files.walk(folder)) {
      return files.mapToLong(file -> file.toFile().isFile() ? file.toFile().length() : 0).sum()
          / 1_000_000;
    }
  }
}
