package caravel.control.admin.abuse;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/// The operator's decision about a report.
enum AbuseDecision {
  DISMISS,
  REMOVE_MESSAGE,
  SUSPEND_RELAY,
  SUSPEND_TENANT;

  /// The word in tables and JSON.
  String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  static Optional<AbuseDecision> find(String word) {
    return Arrays.stream(values()).filter(decision -> decision.word().equals(word)).findAny();
  }
}
