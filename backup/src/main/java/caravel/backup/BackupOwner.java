package caravel.backup;

import caravel.backup.BackupException.Kind;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The right of this process to write to a backup. Each process takes the next number by writing
/// `owner/<number>` if it is absent; the highest number is the owner. A process shares one object
/// of this class among everything that it ships.
///
/// Safe for several threads.
public final class BackupOwner {
  /// How long a check holds. Two owners at once do no harm: each writes below its own number.
  static final Duration CHECK_EVERY = Duration.ofSeconds(60);

  private static final String FOLDER = "owner/";
  private static final int PAGE = 1_000;
  private static final int ATTEMPTS_MAX = 20;

  private final SealedObjects objects;
  private final String host;
  private long number;
  private boolean exclusive = true;
  private Instant checked = Instant.MIN;
  private @Nullable BackupException lost;

  /// Connects to nothing yet.
  ///
  /// @param host name of this machine, for messages
  public BackupOwner(SealedObjects objects, String host) {
    this.objects = objects;
    this.host = host;
  }

  /// The number of this process, from 1. The first call takes it. Later calls check about once a
  /// minute that no other process has taken a higher one. Call it before each write.
  ///
  /// @throws BackupException of kind [Kind#TAKEN_OVER] for ever once another process is the owner;
  ///   of kind [Kind#WRONG_KEY] if the backup is encrypted with another key; or if the store fails
  public synchronized long require(Instant now) throws BackupException {
    if (lost != null) {
      throw lost;
    }
    if (number == 0) {
      number = take(now);
      checked = now;
    } else if (now.isBefore(checked) || !now.isBefore(checked.plus(CHECK_EVERY))) {
      check();
      checked = now;
    }
    return number;
  }

  /// The number of this process without a check; 0 = it has none yet.
  public synchronized long number() {
    return number;
  }

  /// The backup that is owned.
  public SealedObjects objects() {
    return objects;
  }

  /// Whether the store keeps two processes from taking the same number, as far as is known. Some
  /// object stores ignore the condition of a write.
  public synchronized boolean isExclusive() {
    return exclusive;
  }

  private long take(Instant now) throws BackupException {
    for (int attempt = 0; attempt < ATTEMPTS_MAX; attempt++) {
      var taken = numbers();
      if (!taken.isEmpty()) {
        objects.get(key(taken.getLast())); // Refuses the backup of another key.
      }
      long next = taken.isEmpty() ? 1 : taken.getLast() + 1;
      if (objects.putIfAbsent(key(next), text(now, ""))) {
        // A store that takes the number twice ignores the condition.
        exclusive = !objects.putIfAbsent(key(next), text(now, "condition ignored"));
        return next;
      }
    }
    throw new BackupException(
        Kind.REFUSED,
        "Other programs take over the backup at " + objects.place() + " all the time.");
  }

  private void check() throws BackupException {
    var numbers = numbers();
    if (!numbers.contains(number)) {
      throw new BackupException(
          Kind.UNREACHABLE,
          "The backup at "
              + objects.place()
              + " is not the one that this program began. Check that the right disk is mounted,"
              + " then restart.");
    }
    if (numbers.getLast() > number) {
      lost =
          new BackupException(
              Kind.TAKEN_OVER,
              "Another program ("
                  + describe(numbers.getLast())
                  + ") has taken over the backup at "
                  + objects.place()
                  + ". This program ships nothing any more. Give each server a prefix of its own,"
                  + " then restart.");
      throw lost;
    }
  }

  /// Deletes the numbers below `kept`, which need not be there.
  public synchronized void deleteBefore(long kept) throws BackupException {
    for (long old : numbers()) {
      if (old < Math.min(kept, number)) {
        objects.delete(key(old));
      }
    }
  }

  private String describe(long other) throws BackupException {
    return objects
        .get(key(other))
        .map(bytes -> new String(bytes, StandardCharsets.UTF_8).lines().findFirst().orElse(""))
        .orElse("unknown");
  }

  /// In ascending order.
  private List<Long> numbers() throws BackupException {
    var numbers = new ArrayList<Long>();
    var after = "";
    while (true) {
      var page = objects.list(FOLDER, after, PAGE);
      for (var key : page) {
        numbers.add(number(key));
      }
      if (page.size() < PAGE) {
        return numbers;
      }
      after = page.getLast();
    }
  }

  private static long number(String key) throws BackupException {
    try {
      return Long.parseLong(key.substring(FOLDER.length()));
    } catch (NumberFormatException foreign) {
      throw new BackupException(
          Kind.DAMAGED,
          key + " is not of a backup. Use a prefix that holds nothing else.",
          foreign);
    }
  }

  private static String key(long number) {
    return FOLDER + "%010d".formatted(number);
  }

  private byte[] text(Instant now, String note) {
    return (host + ", " + now + "\n" + note).getBytes(StandardCharsets.UTF_8);
  }
}
