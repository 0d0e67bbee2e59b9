package caravel.control.notify.smtp;

import caravel.control.notify.mail.EmailAddress;
import caravel.control.notify.mail.Mailer;
import caravel.control.notify.mail.SmtpServer;
import caravel.control.notify.smtp.SmtpReply.Stage;
import jakarta.mail.Address;
import jakarta.mail.AuthenticationFailedException;
import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.URLName;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import java.io.UnsupportedEncodingException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Properties;
import java.util.regex.Pattern;
import javax.net.ssl.SSLSocketFactory;
import org.eclipse.angus.mail.smtp.SMTPAddressFailedException;
import org.eclipse.angus.mail.smtp.SMTPSendFailedException;
import org.eclipse.angus.mail.smtp.SMTPSenderFailedException;
import org.eclipse.angus.mail.smtp.SMTPTransport;
import org.jspecify.annotations.Nullable;

/// Sends mails over SMTP. The name in the server's certificate is checked, and every wait has a
/// timeout.
public final class SmtpMailer implements Mailer {
  /// The timeouts of production. All waits of one mail together are shorter than its lease.
  public static final Timeouts TIMEOUTS =
      new Timeouts(Duration.ofSeconds(10), Duration.ofSeconds(30));

  private static final int ANSWER_CHARACTERS_MAX = 300;
  private static final Pattern CONTROLS = Pattern.compile("[\\p{Cc}\\p{Cf}\\p{Cs}]+");
  private static final String UTF_8 = StandardCharsets.UTF_8.name();

  private final SmtpServer server;
  private final EmailAddress from;
  private final Session session;

  /// @param connect of the connection
  /// @param read of each answer, and of each write
  public record Timeouts(Duration connect, Duration read) {}

  /// @param from the sender's address
  public SmtpMailer(SmtpServer server, EmailAddress from) {
    this(server, from, TIMEOUTS, null);
  }

  /// @param trusted decides which certificates are trusted; null = as Java does
  SmtpMailer(
      SmtpServer server, EmailAddress from, Timeouts timeouts, @Nullable SSLSocketFactory trusted) {
    this.server = server;
    this.from = from;
    this.session = Session.getInstance(properties(server, from, timeouts, trusted));
  }

  private static Properties properties(
      SmtpServer server, EmailAddress from, Timeouts timeouts, @Nullable SSLSocketFactory trusted) {
    var properties = new Properties();
    properties.setProperty("mail.smtp.from", from.toString());
    properties.setProperty("mail.smtp.localhost", from.domain());
    properties.setProperty("mail.smtp.auth", Boolean.toString(server.login() != null));
    properties.setProperty("mail.smtp.connectiontimeout", millis(timeouts.connect()));
    properties.setProperty("mail.smtp.timeout", millis(timeouts.read()));
    properties.setProperty("mail.smtp.writetimeout", millis(timeouts.read()));
    properties.setProperty("mail.smtp.ssl.checkserveridentity", "true");
    // Closing must not wait for the answer of a server that hangs.
    properties.setProperty("mail.smtp.quitwait", "false");
    switch (server.tls()) {
      case IMPLICIT -> properties.setProperty("mail.smtp.ssl.enable", "true");
      case STARTTLS -> {
        properties.setProperty("mail.smtp.starttls.enable", "true");
        properties.setProperty("mail.smtp.starttls.required", "true");
      }
      case NONE -> {}
    }
    if (trusted != null) {
      properties.put("mail.smtp.ssl.socketFactory", trusted);
    }
    return properties;
  }

  private static String millis(Duration wait) {
    return Long.toString(wait.toMillis());
  }

  @Override
  public Opened open() {
    var transport = new SMTPTransport(session, new URLName("smtp://" + server.host()));
    try {
      var login = server.login();
      transport.connect(
          server.host(),
          server.port(),
          login == null ? null : login.user(),
          login == null ? null : login.password());
      return new Opened.Ready(new SmtpConnection(transport));
    } catch (AuthenticationFailedException refused) {
      close(transport);
      return new Opened.Unreachable("it refused the user or the password: " + why(refused));
    } catch (MessagingException failed) {
      close(transport);
      return new Opened.Unreachable(why(failed));
    }
  }

  private static void close(SMTPTransport transport) {
    try {
      transport.close();
    } catch (MessagingException alreadyClosed) {
      // Nothing is left to do.
    }
  }

  private final class SmtpConnection implements Connection {
    private final SMTPTransport transport;

    SmtpConnection(SMTPTransport transport) {
      this.transport = transport;
    }

    @Override
    public Result send(Mail mail) {
      try {
        transport.sendMessage(
            message(mail), new Address[] {new InternetAddress(mail.to().toString())});
        return new Result.Accepted();
      } catch (MessagingException failed) {
        return result(failed);
      } catch (IllegalStateException closed) {
        return new Result.Unknown("the connection was closed");
      }
    }

    @Override
    public void close() {
      SmtpMailer.close(transport);
    }
  }

  private Message message(Mail mail) throws MessagingException {
    var message = new StableMessage(session, mail.messageId() + "@" + from.domain());
    message.setFrom(sender(mail.from()));
    message.setRecipient(Message.RecipientType.TO, new InternetAddress(mail.to().toString()));
    message.setSubject(mail.subject(), UTF_8);
    message.setHeader(
        "Date", DateTimeFormatter.RFC_1123_DATE_TIME.format(mail.date().atOffset(ZoneOffset.UTC)));
    message.setHeader("List-Unsubscribe", "<" + mail.unsubscribeUrl() + ">");
    message.setHeader("List-Unsubscribe-Post", "List-Unsubscribe=One-Click");
    message.setHeader("Auto-Submitted", "auto-generated");
    message.setText(mail.text(), UTF_8);
    message.saveChanges();
    return message;
  }

  private InternetAddress sender(String name) throws MessagingException {
    try {
      return new InternetAddress(from.toString(), name, UTF_8);
    } catch (UnsupportedEncodingException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  /// A message that keeps its own id.
  private static final class StableMessage extends MimeMessage {
    private final String id;

    StableMessage(Session session, String id) {
      super(session);
      this.id = id;
    }

    @Override
    protected void updateMessageID() throws MessagingException {
      setHeader("Message-ID", "<" + id + ">");
    }
  }

  private static Result result(MessagingException failed) {
    for (Exception link = failed;
        link instanceof MessagingException one;
        link = one.getNextException()) {
      if (link instanceof SMTPAddressFailedException refused) {
        return SmtpReply.result(Stage.RECIPIENT, refused.getReturnCode(), line(refused));
      }
    }
    return switch (failed) {
      case SMTPSenderFailedException refused ->
          SmtpReply.result(Stage.SENDER, refused.getReturnCode(), line(refused));
      case SMTPSendFailedException refused ->
          SmtpReply.result(stage(refused), refused.getReturnCode(), line(refused));
      default -> new Result.Unknown(why(failed));
    };
  }

  private static Stage stage(SMTPSendFailedException refused) {
    return String.valueOf(refused.getCommand()).startsWith("MAIL") ? Stage.SENDER : Stage.TEXT;
  }

  private static String why(MessagingException failed) {
    var cause = failed.getNextException();
    var text = line(failed);
    return cause == null || text.contains(String.valueOf(cause.getMessage()))
        ? text
        : cut(text + " (" + line(cause) + ")");
  }

  private static String line(Exception failed) {
    return cut(CONTROLS.matcher(String.valueOf(failed.getMessage())).replaceAll(" ").strip());
  }

  private static String cut(String text) {
    return text.length() <= ANSWER_CHARACTERS_MAX ? text : text.substring(0, ANSWER_CHARACTERS_MAX);
  }
}
