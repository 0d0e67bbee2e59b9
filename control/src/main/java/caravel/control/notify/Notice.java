package caravel.control.notify;

import caravel.nostr.PublicKey;
import java.util.Locale;

/// A message to one tenant, sent once.
///
/// @param subject its object; a tenant gets one notice for each kind and subject
/// @param text plain text for a person, without any secret
public record Notice(PublicKey tenant, Kind kind, String subject, String text) {
  static final int SUBJECT_CHARACTERS_MAX = 200;
  static final int TEXT_CHARACTERS_MAX = 4_000;

  /// @throws IllegalArgumentException when subject or text is missing or too long
  public Notice {
    if (subject.isBlank() || subject.length() > SUBJECT_CHARACTERS_MAX) {
      throw new IllegalArgumentException("a subject is 1 to 200 characters");
    }
    if (text.isBlank() || text.length() > TEXT_CHARACTERS_MAX) {
      throw new IllegalArgumentException("a notice is 1 to 4000 characters");
    }
  }

  /// The kinds of notices, each with its subject.
  public enum Kind {
    /// Subject: the invoice.
    INVOICE_READY,
    /// Subject: the invoice.
    REMINDER_THREE_DAYS,
    /// Subject: the invoice.
    REMINDER_ONE_DAY,
    /// Subject: the invoice and the error.
    WALLET_FAILED,
    /// Subject: the invoice and the error.
    CARD_FAILED,
    /// Subject: the invoice.
    INVOICE_PAID,
    /// Subject: the payment.
    CREDIT_KEPT,
    /// Subject: the payment.
    PAYMENT_BOOKED,
    /// Subject: the item.
    CREDIT_GIVEN,
    /// Subject: the refund.
    PAYMENT_REFUNDED,
    /// Subject: the invoice that was not paid, or the dispute that was lost.
    RELAYS_PAUSED,
    /// Subject: the activity.
    RELAY_SUSPENDED,
    /// Subject: the activity.
    RELAY_RESTORED,
    /// Subject: the activity.
    TENANT_SUSPENDED,
    /// Subject: the activity.
    TENANT_RESTORED,
    /// Subject: the plan and when the price was first seen.
    NEW_PRICE,
    /// Subject: the relay and how often it fell below again.
    MEMBERS_NEARLY_FULL,
    /// Subject: the relay and how often it fell below again.
    MEMBERS_FULL,
    /// Subject: the activity.
    RELAY_ERASED,
    /// Subject: the relay and the time.
    DOMAIN_RELEASED,
    /// Subject: the relay and the role.
    TEAM_ROLE,
    /// Subject: the relay.
    TRANSFER_OFFERED,
    /// Subject: the activity.
    TEAM_REMOVED,
    /// Subject: the activity.
    RELAY_TRANSFERRED,
    /// Subject: the report. For the owner of the reported relay.
    REPORT_DECIDED,
    /// Subject: the report. For a person who reported.
    REPORT_ANSWERED,
    /// Subject: the broadcast.
    BROADCAST;

    /// The name in tables and in JSON.
    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }
}
