package caravel.control.notify.mail;

import caravel.nostr.PublicKey;
import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// A mail in the outbox.
///
/// @param noticeId null = the mail that verifies an address
/// @param emailId the address that it was made for
/// @param answer the mail server's last answer; `""` = none
/// @param attempts including a running one
record StoredMail(
    String id,
    @Nullable String noticeId,
    PublicKey tenant,
    String emailId,
    Instant createdAt,
    State state,
    String answer,
    int attempts,
    Instant updatedAt) {
  enum State {
    WAITING,
    SENT,
    /// The mail server refused it for good.
    REFUSED,
    /// It was not accepted while it was worth sending.
    EXPIRED,
    /// Its address was changed, removed or unsubscribed before.
    CANCELLED,
    /// The tenant had all mails of that day.
    LIMITED;

    String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }
}
