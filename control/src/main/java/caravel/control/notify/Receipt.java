package caravel.control.notify;

import caravel.control.notify.Messenger.Posted;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/// A relay's last answer to one copy of a message.
///
/// @param text the relay's message, `""` if it accepted
/// @param tries number of times it was sent
record Receipt(Copy copy, String relay, Answer answer, String text, int tries, Instant at) {
  static final int TEXT_CHARACTERS_MAX = 200;

  private static final Pattern UNPRINTABLE = Pattern.compile("[\\s\\p{Cc}\\p{Cf}\\p{Cs}]+");

  Receipt {
    var line = UNPRINTABLE.matcher(text).replaceAll(" ").strip();
    text =
        line.codePointCount(0, line.length()) <= TEXT_CHARACTERS_MAX
            ? line
            : line.substring(0, line.offsetByCodePoints(0, TEXT_CHARACTERS_MAX));
  }

  /// The reader of the copy.
  enum Copy {
    RECIPIENT,
    OWN;

    String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  enum Answer {
    TAKEN,
    REFUSED,
    /// The relay may have it or not; the same event is sent again.
    SILENT;

    String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /// @return empty = the relay was not asked, so there is no receipt and no try was used (M3)
  static Optional<Receipt> of(Target target, Posted posted, int tries, Instant at) {
    return switch (posted) {
      case Posted.Taken() ->
          Optional.of(new Receipt(target.copy(), target.url(), Answer.TAKEN, "", tries, at));
      case Posted.Refused(var why) ->
          Optional.of(new Receipt(target.copy(), target.url(), Answer.REFUSED, why, tries, at));
      case Posted.Silent(var why) ->
          Optional.of(new Receipt(target.copy(), target.url(), Answer.SILENT, why, tries, at));
      case Posted.Busy() -> Optional.empty();
    };
  }

  boolean isOf(Target target) {
    return copy == target.copy() && relay.equals(target.url());
  }

  boolean isTaken() {
    return answer == Answer.TAKEN;
  }

  /// A relay that needs a copy.
  record Target(Copy copy, Messenger.Relay relay) {
    String url() {
      return relay.url();
    }
  }
}
