package caravel.control.notify.mail;

import caravel.control.notify.Notice;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Writes the mails: subjects, and plain texts with their foot.
///
/// @param platform the name of the platform, one line
/// @param operator name, address and contact of the operator, in lines; `""` = none
/// @param appUrl public base of the web app, without a trailing slash
/// @param serverUrl public base of the API, without a trailing slash
public record MailTexts(String platform, String operator, String appUrl, String serverUrl) {
  private static final int LINE_CHARACTERS_MAX = 150;
  private static final Pattern CONTROLS = Pattern.compile("[\\p{Cc}\\p{Cf}\\p{Cs}\\p{Zl}\\p{Zp}]+");

  /// Cuts the name of the platform to one line.
  public MailTexts {
    platform = line(platform);
  }

  /// A subject and a text.
  record Written(String subject, String text) {}

  /// The mail with a notice. Its subject has no text of tenants, such as the name of a relay.
  ///
  /// @param kind the stored word of its kind
  /// @param text the notice
  Written notice(String kind, String text, String unsubscribeToken) {
    var subject = subject(Notice.Kind.valueOf(kind.toUpperCase(Locale.ROOT)));
    return new Written(
        subject + " – " + platform,
        text
            + foot(
                """
                You get this mail because you added this address to your account at %s.
                Your account: %s/account
                Stop these mails: %s\
                """
                    .formatted(platform, appUrl, unsubscribePage(unsubscribeToken))));
  }

  /// The mail that verifies an address. It has no text of the tenant, because the address may be
  /// another person's.
  Written verification(String verifyToken, String unsubscribeToken) {
    return new Written(
        "Confirm your email address – " + platform,
        """
        This address was added to an account at %s, to get its notices by email.

        If that was you, confirm it within 24 hours: %s/email/verify#%s

        If it wasn’t you, you can ignore this mail. Nothing else is sent to an address that isn’t \
        confirmed.\
        """
                .formatted(platform, appUrl, verifyToken)
            + foot("No more such mails: " + unsubscribePage(unsubscribeToken)));
  }

  /// The address that mail programs call to end the mails (RFC 8058). A browser gets the page
  /// there.
  String unsubscribeUrl(String token) {
    return serverUrl + "/email/unsubscribe?token=" + token;
  }

  private String unsubscribePage(String token) {
    return appUrl + "/email/unsubscribe?token=" + token;
  }

  private String foot(String lines) {
    return Stream.of(lines, operator)
        .filter(part -> !part.isEmpty())
        .collect(Collectors.joining("\n\n", "\n\n-- \n", "\n"));
  }

  private static String subject(Notice.Kind kind) {
    return switch (kind) {
      case INVOICE_READY -> "Your invoice is ready";
      case REMINDER_THREE_DAYS, REMINDER_ONE_DAY -> "Your invoice is due soon";
      case WALLET_FAILED -> "Your wallet could not pay your invoice";
      case CARD_FAILED -> "Your card could not be charged";
      case INVOICE_PAID -> "Your invoice is paid";
      case CREDIT_KEPT, CREDIT_GIVEN -> "You have new credit";
      case PAYMENT_BOOKED -> "Your payment is booked";
      case PAYMENT_REFUNDED -> "Your payment is refunded";
      case RELAYS_PAUSED -> "Your paid relays are offline";
      case RELAY_SUSPENDED -> "A relay of yours is suspended";
      case RELAY_RESTORED -> "A relay of yours is back";
      case TENANT_SUSPENDED -> "Your account is suspended";
      case TENANT_RESTORED -> "Your account is no longer suspended";
      case NEW_PRICE -> "The price of your plan changes";
      case MEMBERS_NEARLY_FULL -> "A relay of yours is nearly full";
      case MEMBERS_FULL -> "A relay of yours is full";
      case RELAY_ERASED -> "A relay of yours was erased";
      case DOMAIN_RELEASED -> "A domain was taken off your relay";
      case TEAM_ROLE, TEAM_REMOVED -> "Your role in a team has changed";
      case TRANSFER_OFFERED -> "A relay is offered to you";
      case RELAY_TRANSFERRED -> "A relay has a new owner";
      case REPORT_DECIDED -> "A report about your relay";
      case REPORT_ANSWERED -> "Your report was answered";
      case BROADCAST -> "A message to our customers";
    };
  }

  /// A text as one short line without control characters, for a header.
  static String line(String text) {
    var line = CONTROLS.matcher(text).replaceAll(" ").strip();
    return line.codePointCount(0, line.length()) <= LINE_CHARACTERS_MAX
        ? line
        : line.substring(0, line.offsetByCodePoints(0, LINE_CHARACTERS_MAX));
  }
}
