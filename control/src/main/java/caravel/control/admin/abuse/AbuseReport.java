package caravel.control.admin.abuse;

import caravel.control.relay.RelayId;
import caravel.nostr.PublicKey;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// A report about a relay or one of its messages. Equal reports are one, and are counted.
///
/// @param times how many people reported it
/// @param outcome null = open
record AbuseReport(
    String id,
    Topic topic,
    long times,
    Instant createdAt,
    Instant updatedAt,
    @Nullable Outcome outcome) {
  /// The object of a report.
  ///
  /// @param eventId hex; `""` = the relay itself
  record Topic(RelayId relay, String eventId, AbuseReason reason) {
    boolean isMessage() {
      return !eventId.isEmpty();
    }
  }

  /// The decision of an operator.
  ///
  /// @param sentence for the owner and the people who reported
  record Outcome(AbuseDecision decision, String sentence, Instant at, PublicKey by) {}

  /// The report of one person.
  ///
  /// @param pubkey null = anonymous
  /// @param isSigned whether the key signed the report
  record Submission(@Nullable PublicKey pubkey, boolean isSigned, String text, Instant at) {}
}
