package caravel.control.admin.broadcast;

import caravel.nostr.PublicKey;
import java.time.Instant;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A notice of the operator to many tenants.
///
/// @param recipients the number of tenants when it was written
record Broadcast(
    String id,
    Instant createdAt,
    PublicKey admin,
    Letter letter,
    long recipients,
    Progress progress) {
  /// The message and its recipients.
  record Letter(Audience audience, String subject, String text) {
    /// The text of the notice.
    String whole() {
      return subject + "\n\n" + text;
    }
  }

  /// @param last the hex key of the last tenant who has the notice; `""` = none
  /// @param endedAt null while it is sent
  record Progress(State state, long sent, String last, @Nullable Instant endedAt) {}

  /// The tenants who get it.
  enum Audience {
    ALL,
    /// With a relay that is not deleted.
    WITH_RELAY,
    /// With such a relay on a plan that costs something.
    PAID;

    /// The word in tables and JSON.
    String word() {
      return name().toLowerCase(Locale.ROOT);
    }

    static Optional<Audience> find(String word) {
      return Arrays.stream(values()).filter(one -> one.word().equals(word)).findAny();
    }
  }

  enum State {
    SENDING,
    SENT,
    STOPPED;

    String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }
}
