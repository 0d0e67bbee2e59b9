package caravel.control.admin.abuse;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/// The reasons for reports that NIP-56 names.
enum AbuseReason {
  NUDITY("nudity"),
  MALWARE("malware"),
  PROFANITY("hateful or profane language"),
  ILLEGAL("illegal content"),
  SPAM("spam"),
  IMPERSONATION("impersonation"),
  OTHER("another reason");

  /// For a sentence to people: "reported for …".
  final String phrase;

  AbuseReason(String phrase) {
    this.phrase = phrase;
  }

  /// The word in NIP-56, tables and JSON.
  String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  static Optional<AbuseReason> find(String word) {
    return Arrays.stream(values()).filter(reason -> reason.word().equals(word)).findAny();
  }
}
