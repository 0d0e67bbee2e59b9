package caravel.control.notify.mail;

import caravel.control.job.Backoff;
import caravel.control.notify.Notice;
import java.time.Duration;
import java.time.Instant;

/// The limits of mails, and their decisions: how long a mail is worth sending, and when the next
/// attempt is due.
final class MailRules {
  /// Mails with notices to one tenant in a day.
  static final int NOTICES_A_DAY_MAX = 30;

  /// Mails that verify an address, for one tenant in a day.
  static final int REQUESTS_OF_TENANT_MAX = 5;

  /// Mails that verify an address, to one address in a day, by all tenants together.
  static final int REQUESTS_TO_ADDRESS_MAX = 3;

  /// Mails that verify an address, by the whole platform in a day.
  static final int REQUESTS_OF_ALL_MAX = 500;

  static final Duration DAY = Duration.ofDays(1);

  /// How long the link that verifies an address can be used.
  static final Duration LINK_USABLE = Duration.ofDays(1);

  /// How long an address gets no more such links after its owner refused one.
  static final Duration BLOCKED = Duration.ofDays(90);

  /// How long an address is kept that is never verified.
  static final Duration UNVERIFIED_KEPT = Duration.ofDays(7);

  /// How long another attempt waits for the record of the running one. Longer than all timeouts of
  /// an attempt, so that only a crash leads to a second mail.
  static final Duration LEASE = Duration.ofMinutes(15);

  private static final Duration REMINDER_OF_LAST_DAY = Duration.ofDays(1);
  private static final Duration REMINDER = Duration.ofDays(2);
  private static final Duration OTHERS = Duration.ofDays(7);

  private static final Backoff OF_MAIL = new Backoff(Duration.ofMinutes(2), Duration.ofHours(2));
  private static final Backoff OF_SERVER =
      new Backoff(Duration.ofSeconds(30), Duration.ofMinutes(15));

  private MailRules() {}

  /// How long a notice is worth sending. A reminder is wrong after the day that it names.
  static Duration worth(Notice.Kind kind) {
    return switch (kind) {
      case REMINDER_ONE_DAY -> REMINDER_OF_LAST_DAY;
      case REMINDER_THREE_DAYS -> REMINDER;
      default -> OTHERS;
    };
  }

  /// When a mail is tried again that was not accepted, or whose outcome is unknown.
  ///
  /// @param attempts including the last one
  static Instant retryAt(int attempts, Instant now, double jitter) {
    return now.plus(OF_MAIL.after(Math.max(1, attempts), jitter));
  }

  /// How long all mails wait while the server cannot be reached.
  ///
  /// @param failures in a row
  static Duration pause(int failures, double jitter) {
    return OF_SERVER.after(failures, jitter);
  }
}
