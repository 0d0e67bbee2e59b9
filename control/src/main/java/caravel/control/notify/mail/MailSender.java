package caravel.control.notify.mail;

import caravel.control.db.Db;
import caravel.control.db.Tx;
import caravel.control.notify.mail.Mailer.Mail;
import caravel.control.notify.mail.Mailer.Opened;
import caravel.control.notify.mail.Mailer.Result;
import caravel.control.notify.mail.StoredMail.State;
import caravel.control.notify.mail.TenantEmail.Status;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Sends stored mails, and retries while they are worth sending. An attempt is recorded before it
/// begins and after it ends. A crash between the two, or a connection that is lost before the
/// answer, leads to a second mail with the same `Message-ID` rather than to none.
final class MailSender {
  /// Mails that are sent over one connection.
  static final int BATCH_MAX = 50;

  /// How long one round sends at most, so that the worker stays supervised.
  static final Duration ROUND_MAX = Duration.ofMinutes(1);

  static final Duration ROUND_EVERY = Duration.ofMinutes(1);

  private static final Duration DELETE_EVERY = Duration.ofHours(1);
  private static final Logger LOG = LoggerFactory.getLogger(MailSender.class);

  private final Db db;
  private final EmailStore emails;
  private final Mailer mailer;
  private final MailTexts texts;
  private final InstantSource clock;
  private final RandomGenerator random;
  private final Consumer<String> complain;
  private final MailStore mails = new MailStore();
  private Instant deleteAt = Instant.MIN;
  private Instant pausedUntil = Instant.MIN;
  private int failures;

  /// @param complain receives a fault of the operator's mail server
  MailSender(
      Db db,
      EmailStore emails,
      Mailer mailer,
      MailTexts texts,
      InstantSource clock,
      RandomGenerator random,
      Consumer<String> complain) {
    this.db = db;
    this.emails = emails;
    this.mailer = mailer;
    this.texts = texts;
    this.clock = clock;
    this.random = random;
    this.complain = complain;
  }

  /// A mail that this worker has taken, ready to send.
  private record Claimed(StoredMail stored, Mail mail) {}

  /// Sends due mails over one connection, and returns how long to rest.
  Duration round() {
    var now = clock.instant();
    endOld(now);
    if (now.isBefore(pausedUntil)) {
      return shorter(Duration.between(now, pausedUntil));
    }
    var due = db.read(tx -> mails.due(tx, now, BATCH_MAX));
    if (due.isEmpty()) {
      return rest(now);
    }
    switch (mailer.open()) {
      case Opened.Unreachable(var why) -> pause(why);
      case Opened.Ready(var connection) -> {
        try (connection) {
          failures = 0;
          for (var id : due) {
            if (!attempt(connection, id) || clock.instant().isAfter(now.plus(ROUND_MAX))) {
              break;
            }
          }
        }
      }
    }
    return rest(clock.instant());
  }

  private void endOld(Instant now) {
    db.inTx(tx -> {
      mails.expire(tx, now);
      return now;
    });
    if (!now.isBefore(deleteAt)) {
      db.inTx(tx -> {
        emails.deleteOld(tx);
        mails.deleteOld(tx);
        return now;
      });
      deleteAt = now.plus(DELETE_EVERY);
    }
  }

  private void pause(String why) {
    failures++;
    pausedUntil = clock.instant().plus(MailRules.pause(failures, random.nextDouble()));
    if (failures == 1) {
      LOG.warn("the mail server cannot be used, mails wait: {}", why);
    }
    complain.accept("the mail server cannot be used: " + why);
  }

  private Duration rest(Instant now) {
    var due = db.read(mails::nextDue).orElse(now.plus(ROUND_EVERY));
    var next = due.isBefore(pausedUntil) ? pausedUntil : due;
    return shorter(Duration.between(now, next));
  }

  private static Duration shorter(Duration rest) {
    if (rest.isNegative()) {
      return Duration.ZERO;
    }
    return rest.compareTo(ROUND_EVERY) < 0 ? rest : ROUND_EVERY;
  }

  /// Makes one attempt.
  ///
  /// @return whether the connection can be used for another mail
  private boolean attempt(Mailer.Connection connection, String id) {
    var now = clock.instant();
    var claimed = claimed(id, now);
    if (claimed.isEmpty()) {
      return true;
    }
    var stored = claimed.orElseThrow().stored();
    var result = connection.send(claimed.orElseThrow().mail());
    var retryAt = MailRules.retryAt(stored.attempts(), clock.instant(), random.nextDouble());
    db.inTx(tx -> {
      record(tx, stored, result, retryAt);
      return id;
    });
    return switch (result) {
      case Result.Accepted _, Result.AddressRefused _ -> true;
      case Result.MailRefused(var answer) -> reported(id, "refused", answer);
      case Result.Deferred(var answer) -> reported(id, "deferred", answer);
      case Result.Unknown(var why) -> !reported(id, "not answered", why);
    };
  }

  /// A fault of one mail, such as a secret that no key decrypts, must not stop the others.
  private Optional<Claimed> claimed(String id, Instant now) {
    try {
      return db.<Optional<Claimed>>inTx(tx -> claim(tx, id, now));
    } catch (RuntimeException accident) {
      LOG.error("mail {} could not be worked on", id, accident);
      complain.accept("mail " + id + ": " + accident);
      db.inTx(tx -> {
        mails.move(tx, id, State.WAITING, "", now.plus(MailRules.LEASE));
        return id;
      });
      return Optional.empty();
    }
  }

  private boolean reported(String id, String what, String answer) {
    complain.accept("mail " + id + " was " + what + ": " + answer);
    return true;
  }

  /// Takes a mail that may still be sent, or ends it.
  private Optional<Claimed> claim(Tx tx, String id, Instant now) {
    var taken = mails.claim(tx, id, now, now.plus(MailRules.LEASE));
    if (taken.isEmpty()) {
      return Optional.empty();
    }
    var stored = taken.orElseThrow();
    var email =
        emails.find(tx, stored.tenant()).filter(found -> found.id().equals(stored.emailId()));
    var mail = email.flatMap(found -> mail(tx, stored, found));
    if (mail.isEmpty()) {
      mails.move(tx, id, State.CANCELLED, "", null);
    }
    return mail.map(written -> new Claimed(stored, written));
  }

  private Optional<Mail> mail(Tx tx, StoredMail stored, TenantEmail email) {
    var unsubscribe = email.tokens().unsubscribe();
    if (stored.noticeId() == null) {
      return email.status() == Status.UNVERIFIED && isNewest(tx, stored)
          ? Optional.of(
              mail(
                  stored,
                  email,
                  texts.verification(email.tokens().verify(stored.id()), unsubscribe)))
          : Optional.empty();
    }
    return email.status() == Status.VERIFIED
        ? mails
            .notice(tx, stored.noticeId())
            .map(notice ->
                mail(stored, email, texts.notice(notice.kind(), notice.text(), unsubscribe)))
        : Optional.empty();
  }

  /// The link of an older mail cannot be used any more.
  private boolean isNewest(Tx tx, StoredMail stored) {
    return mails
        .verifying(tx, stored.tenant(), stored.emailId())
        .filter(newest -> newest.id().equals(stored.id()))
        .isPresent();
  }

  private Mail mail(StoredMail stored, TenantEmail email, MailTexts.Written written) {
    return new Mail(
        stored.id(),
        stored.createdAt(),
        texts.platform(),
        email.address(),
        written.subject(),
        written.text(),
        texts.unsubscribeUrl(email.tokens().unsubscribe()));
  }

  private void record(Tx tx, StoredMail stored, Result result, Instant retryAt) {
    switch (result) {
      case Result.Accepted() -> mails.move(tx, stored.id(), State.SENT, "", null);
      case Result.AddressRefused(var answer) -> {
        mails.move(tx, stored.id(), State.REFUSED, answer, null);
        emails.move(tx, stored.emailId(), Status.REFUSED, answer);
      }
      case Result.MailRefused(var answer) ->
          mails.move(tx, stored.id(), State.REFUSED, answer, null);
      case Result.Deferred(var answer) ->
          mails.move(tx, stored.id(), State.WAITING, answer, retryAt);
      case Result.Unknown(var why) -> mails.move(tx, stored.id(), State.WAITING, why, retryAt);
    }
  }
}
