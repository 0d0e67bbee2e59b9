package caravel.control.notify.mail;

import caravel.control.db.Db;
import caravel.control.db.Tx;
import caravel.control.http.Route;
import caravel.control.job.Worker;
import caravel.control.job.WorkerReport;
import caravel.control.notify.Notice;
import caravel.control.notify.NoticeChannel;
import caravel.control.notify.mail.StoredMail.State;
import caravel.control.tenant.TenantDesk;
import caravel.nostr.PublicKey;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// The channel that sends notices by email, with its worker and its routes. Without a mail server
/// it sends nothing, and stored addresses can still be seen and removed.
public final class EmailNotices implements NoticeChannel {
  private final Db db;
  private final Emails emails;
  private final MailStore mails = new MailStore();
  private final @Nullable MailSender sender;
  private final Worker worker;

  /// @param mailer null = email is off
  /// @param clock the wall's
  /// @param random a secure one, safe for many threads
  public EmailNotices(
      Db db,
      Emails emails,
      @Nullable Mailer mailer,
      MailTexts texts,
      InstantSource clock,
      RandomGenerator random) {
    this.db = db;
    this.emails = emails;
    this.worker = new Worker("email", clock, this::round);
    this.sender =
        mailer == null
            ? null
            : new MailSender(
                db, emails.store(), mailer, texts, clock, random, what -> complain(what));
  }

  private void complain(String what) {
    worker.complain(what);
  }

  /// The addresses of tenants.
  public Emails emails() {
    return emails;
  }

  /// Sends the mails that are due.
  ///
  /// @return how long to rest
  public Duration round() {
    return sender == null ? MailSender.ROUND_EVERY : sender.round();
  }

  /// Begins a round soon. Returns at once.
  void wake() {
    worker.wake();
  }

  @Override
  public void enqueued(Tx tx, String noticeId, Notice notice) {
    if (sender == null) {
      return;
    }
    var tenant = notice.tenant();
    emails
        .store()
        .verifiedId(tx, tenant)
        .ifPresent(emailId -> {
          var today = mails.noticesSince(tx, tenant, tx.now().minus(MailRules.DAY));
          var state = today < MailRules.NOTICES_A_DAY_MAX ? State.WAITING : State.LIMITED;
          var expiresAt = tx.now().plus(MailRules.worth(notice.kind()));
          mails.insert(
              tx, new MailStore.New(tx.newId(), noticeId, tenant, emailId, state, expiresAt));
          tx.afterCommit(worker::wake);
        });
  }

  @Override
  public Map<String, Delivery> deliveries(Tx tx, Collection<String> noticeIds) {
    var found = new HashMap<String, Delivery>();
    for (var mail : mails.ofNotices(tx, noticeIds)) {
      var noticeId = mail.noticeId();
      if (noticeId != null) {
        found.put(
            noticeId,
            new Delivery(mail.state().word(), sentence(mail), mail.updatedAt().getEpochSecond()));
      }
    }
    return found;
  }

  @Override
  public void forget(Tx tx, PublicKey tenant) {
    emails.forget(tx, tenant);
  }

  private static String sentence(StoredMail mail) {
    return switch (mail.state()) {
      case WAITING -> mail.attempts() == 0 ? "" : "Not sent by email yet. We keep trying.";
      case SENT -> "Sent by email.";
      case REFUSED -> "Not sent by email: the mail server refused it.";
      case EXPIRED -> "Not sent by email: the mail server did not accept it in time.";
      case CANCELLED -> "Not sent by email: the address was changed, removed or unsubscribed.";
      case LIMITED ->
          "Not sent by email: we send at most %d mails a day."
              .formatted(MailRules.NOTICES_A_DAY_MAX);
    };
  }

  @Override
  public List<Route> routes(TenantDesk tenants) {
    return new EmailRoutes(db, emails, tenants, sender != null, this::wake).routes();
  }

  @Override
  public List<WorkerReport> reports() {
    return sender == null ? List.of() : List.of(worker.report());
  }

  @Override
  public void start() {
    if (sender != null) {
      worker.start();
    }
  }

  @Override
  public void close() {
    worker.close();
  }
}
