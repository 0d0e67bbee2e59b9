package caravel.control.hosting.mirror;

import caravel.backup.BackupException;
import caravel.backup.BackupException.Kind;
import java.util.regex.Pattern;

/// The name of an object in a relay's mirror. Times are Unix milliseconds of this machine.
sealed interface MirrorKey {
  String FOLDER = "mirror/";

  /// A piece of a copy of all events, newest events first.
  ///
  /// @param start when the copy began: it lacks no event that was stored before
  /// @param number from 0
  /// @param until `created_at` of its oldest event, in seconds
  record CopyPart(String relay, long start, int number, long until) implements MirrorKey {
    @Override
    public String text() {
      return copies(relay) + "%014d/%06d-%019d".formatted(start, number, until);
    }
  }

  /// Marks a copy as complete, and has a [CopyTotal].
  record CopyEnd(String relay, long start, long end) implements MirrorKey {
    @Override
    public String text() {
      return copies(relay) + "%014d/end-%014d".formatted(start, end);
    }
  }

  /// Events in the order of their arrival.
  ///
  /// @param to when the last one had arrived
  /// @param fillsGap whether events from before it may still be missing
  record Log(String relay, long to, boolean fillsGap) implements MirrorKey {
    @Override
    public String text() {
      return logs(relay) + "%014d%s".formatted(to, fillsGap ? "-gap" : "");
    }
  }

  /// A [RelayRecord].
  record Record(String relay, long at) implements MirrorKey {
    @Override
    public String text() {
      return records(relay) + "%014d".formatted(at);
    }
  }

  String relay();

  /// The key in the object store.
  String text();

  /// Whether this can be the id of a relay.
  static boolean isRelay(String id) {
    return id.matches(Form.RELAY);
  }

  static String folder(String relay) {
    return FOLDER + relay + "/";
  }

  static String copies(String relay) {
    return folder(relay) + "copy/";
  }

  static String logs(String relay) {
    return folder(relay) + "log/";
  }

  static String records(String relay) {
    return folder(relay) + "relay/";
  }

  /// @throws BackupException if the key is not of a mirror
  static MirrorKey parse(String key) throws BackupException {
    var match = Form.PATTERN.matcher(key);
    if (!match.matches()) {
      throw new BackupException(
          Kind.DAMAGED, key + " is not of a backup. Use a prefix that holds nothing else.");
    }
    var relay = match.group("relay");
    if (match.group("log") != null) {
      return new Log(relay, Long.parseLong(match.group("log")), match.group("gap") != null);
    }
    if (match.group("at") != null) {
      return new Record(relay, Long.parseLong(match.group("at")));
    }
    long start = Long.parseLong(match.group("start"));
    return match.group("end") != null
        ? new CopyEnd(relay, start, Long.parseLong(match.group("end")))
        : new CopyPart(
            relay,
            start,
            Integer.parseInt(match.group("number")),
            Long.parseLong(match.group("until")));
  }

  /// The form of all keys.
  final class Form {
    private static final String RELAY = "[0-9a-zA-Z][0-9a-zA-Z-]{0,99}";
    private static final Pattern PATTERN =
        Pattern.compile(
            "mirror/(?<relay>"
                + RELAY
                + ")/(?:log/(?<log>\\d{14})(?<gap>-gap)?"
                + "|relay/(?<at>\\d{14})"
                + "|copy/(?<start>\\d{14})/(?:end-(?<end>\\d{14})"
                + "|(?<number>\\d{6})-(?<until>\\d{19})))");

    private Form() {}
  }
}
