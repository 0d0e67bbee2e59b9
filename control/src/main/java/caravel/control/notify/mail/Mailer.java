package caravel.control.notify.mail;

import java.time.Instant;
import java.util.regex.Pattern;

/// Sends mails over the operator's mail server. Each call is bounded in time, and never throws
/// because of the server.
public interface Mailer {
  /// Connects to the server, for several mails.
  Opened open();

  /// An open connection.
  interface Connection extends AutoCloseable {
    Result send(Mail mail);

    @Override
    void close();
  }

  /// The result of connecting.
  sealed interface Opened {
    record Ready(Connection connection) implements Opened {}

    /// The server does not answer, or does not accept the credentials.
    record Unreachable(String why) implements Opened {}
  }

  /// A mail to one recipient.
  ///
  /// @param messageId the part before the `@`: the same at each attempt, so that clients recognise
  ///   a copy
  /// @param from name of the sender
  /// @param unsubscribeUrl for the header `List-Unsubscribe` (RFC 8058)
  record Mail(
      String messageId,
      Instant date,
      String from,
      EmailAddress to,
      String subject,
      String text,
      String unsubscribeUrl) {
    private static final Pattern BREAKS = Pattern.compile("\\r\\n?");
    private static final Pattern UNPRINTABLE = Pattern.compile("[\\p{Cc}&&[^\\n\\t]]|\\p{Cs}");
    private static final Pattern VISIBLE = Pattern.compile("[!-~]+");

    /// Makes one line of each text of a header, and removes control characters from the text.
    ///
    /// @throws IllegalArgumentException if the id or the address has spaces or control characters
    public Mail {
      if (!VISIBLE.matcher(messageId).matches() || !VISIBLE.matcher(unsubscribeUrl).matches()) {
        throw new IllegalArgumentException("an id and an address have visible ASCII signs only");
      }
      from = MailTexts.line(from);
      subject = MailTexts.line(subject);
      text = UNPRINTABLE.matcher(BREAKS.matcher(text).replaceAll("\n")).replaceAll(" ");
    }
  }

  /// The result of one attempt. Each text is the server's answer or an error.
  sealed interface Result {
    record Accepted() implements Result {}

    /// The address does not exist or accepts no mail: permanent.
    record AddressRefused(String answer) implements Result {}

    /// The server does not accept this mail, now or later.
    record MailRefused(String answer) implements Result {}

    /// The server does not accept it now, or refuses the platform itself.
    record Deferred(String answer) implements Result {}

    /// The connection ended before the answer: the server may have the mail.
    record Unknown(String why) implements Result {}
  }
}
