package caravel.app;

import static caravel.app.Setting.Trait.Mark.SECRET;
import static caravel.app.Setting.Trait.Mark.SERVE_ONLY;

import caravel.app.Setting.Default;
import caravel.control.notify.mail.EmailAddress;
import caravel.control.notify.mail.SmtpServer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Declares the settings of email, as [Settings] declares all others.
final class MailSettings {
  private static final List<Setting<?>> ALL = new ArrayList<>();

  static final Setting<SmtpServer> SMTP_URL =
      add(
          "SMTP_URL",
          SettingType.of("smtp://user:password@host:587 or smtps://…", SmtpServer::parse),
          Default.off("notices are not sent by email"),
          "mail server, over which tenants who want it get their notices by email as well: `smtp://user:password@host:587`, which must offer STARTTLS, or `smtps://…`; `?starttls=no` for a server on this machine; together with the next one or not at all ([email.md](docs/email.md))",
          SECRET,
          SERVE_ONLY);
  static final Setting<EmailAddress> MAIL_FROM =
      add(
          "MAIL_FROM",
          SettingType.of(
              "an email address, for instance notices@example.com", MailSettings::address),
          Default.none(),
          "sender of those mails, named `ROBOT_NAME`",
          SERVE_ONLY);

  private MailSettings() {}

  /// The mail server and the sender.
  record Mail(SmtpServer server, EmailAddress from) {}

  static List<Setting<?>> all() {
    return List.copyOf(ALL);
  }

  /// @return null = email is off
  static @Nullable Mail mail(SettingValues values) {
    var server = values.find(SMTP_URL).orElse(null);
    var from = values.find(MAIL_FROM).orElse(null);
    return server == null || from == null ? null : new Mail(server, from);
  }

  /// Without a sentence of its own: those of [EmailAddress] are for tenants.
  private static EmailAddress address(String text) {
    try {
      return EmailAddress.parse(text);
    } catch (IllegalArgumentException wrong) {
      throw new IllegalArgumentException("", wrong);
    }
  }

  private static <T> Setting<T> add(
      String name, SettingType<T> type, Default fallback, String help, Setting.Trait... traits) {
    return Setting.declare(ALL, new Setting<>(name, type, fallback, help, traits));
  }
}
