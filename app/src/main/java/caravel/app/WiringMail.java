package caravel.app;

import caravel.app.doctor.Finding;
import caravel.app.doctor.MailCheck;
import caravel.control.db.Db;
import caravel.control.db.SecretBox;
import caravel.control.notify.mail.EmailNotices;
import caravel.control.notify.mail.Emails;
import caravel.control.notify.mail.MailTexts;
import caravel.control.notify.smtp.SmtpMailer;
import java.time.InstantSource;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The part of [Wiring] for notices by email.
final class WiringMail {
  private WiringMail() {}

  static EmailNotices channel(
      Config config, ServerKeys keys, Db db, SecretBox box, InstantSource clock) {
    var mail = config.platform().mail();
    var random = RandomGenerator.of("SecureRandom");
    return new EmailNotices(
        db,
        new Emails(box, keys.encryption(), random),
        mail == null ? null : new SmtpMailer(mail.server(), mail.from()),
        texts(config),
        clock,
        random);
  }

  /// The check of `caravel doctor`.
  static List<Finding> ask(Config config) {
    var mail = config.platform().mail();
    return mail == null
        ? List.of(Finding.note("SMTP_URL is not set: notices are not sent by email."))
        : new MailCheck(new SmtpMailer(mail.server(), mail.from())).ask();
  }

  private static MailTexts texts(Config config) {
    var issuer = config.platform().operator().issuer();
    return new MailTexts(
        config.platform().profile().name(),
        Stream.of(issuer.name(), issuer.address(), issuer.contact())
            .filter(line -> !line.isEmpty())
            .collect(Collectors.joining("\n")),
        config.http().appUrl(),
        config.http().serverUrl());
  }
}
