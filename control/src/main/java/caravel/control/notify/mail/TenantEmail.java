package caravel.control.notify.mail;

import caravel.nostr.PublicKey;
import java.time.Instant;
import java.util.Locale;

/// The email address of a tenant.
///
/// @param id another one for each address
/// @param refusal the mail server's answer if the status is [Status#REFUSED]; otherwise `""`
/// @param verifyExpiresAt end of the link that verifies it; not used in other states than
///   [Status#UNVERIFIED]
record TenantEmail(
    PublicKey tenant,
    String id,
    EmailAddress address,
    LinkTokens tokens,
    Status status,
    String refusal,
    Instant verifyExpiresAt,
    Instant changedAt) {
  enum Status {
    /// The link in the mail was not used yet. No notice is sent.
    UNVERIFIED,
    /// Notices are sent.
    VERIFIED,
    /// The reader of the mails ended them.
    UNSUBSCRIBED,
    /// The mail server of the address refused a mail for good.
    REFUSED;

    String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }
}
