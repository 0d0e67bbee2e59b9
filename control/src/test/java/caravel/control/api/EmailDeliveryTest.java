package caravel.control.api;

import static caravel.control.api.Platform.ALICE;
import static caravel.control.api.Platform.BOB;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import caravel.control.db.SecretBox;
import caravel.control.notify.Notice;
import caravel.control.notify.mail.EmailNotices;
import caravel.control.notify.mail.Emails;
import caravel.control.notify.mail.MailTexts;
import caravel.control.notify.mail.Mailer;
import caravel.control.notify.smtp.ScriptedSmtpServer;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/// Mails over a server with faults: what is sent again, and what is not.
final class EmailDeliveryTest extends EmailFixture {
  private static final Duration LONG = Duration.ofHours(3);
  private static final Pattern MESSAGE_ID = Pattern.compile("(?m)^Message-ID: (.*)$");

  @Test
  void an_address_that_its_server_refuses_gets_no_more_mails() throws IOException {
    verified();
    try (var server = new ScriptedSmtpServer(null)) {
      server.replies.put("RCPT", "550 5.1.1 no such user");
      platform.mailer = mailer(server.port());
      notice("one");
      platform.mails.round();
      assertThat(delivery()).isEqualTo("refused");
      assertThat(status()).isEqualTo("refused");
      assertThat(platform.get(ALICE, EMAIL).text("text"))
          .contains("does not accept our mail", "no such user");
      platform.clock.move(Duration.ofSeconds(1));
      notice("two");
      platform.mails.round();
      assertThat(platform.get(ALICE, ME + "/notices").data().get(0).get("email").isNull()).isTrue();
      assertThat(server.commands).filteredOn(line -> line.startsWith("RCPT")).hasSize(1);
    }
    assertThat(platform.post(ALICE, EMAIL + "/send").text("status")).isEqualTo("unverified");
  }

  @Test
  void a_mail_that_is_deferred_arrives_later() throws IOException {
    verified();
    try (var server = new ScriptedSmtpServer(null)) {
      server.replies.put("RCPT", "450 4.2.0 greylisted");
      platform.mailer = mailer(server.port());
      notice("one");
      for (var round = 0; round < 5; round++) {
        platform.mails.round();
        assertThat(delivery()).isEqualTo("waiting");
        platform.clock.move(LONG);
      }
      server.replies.remove("RCPT");
      platform.mails.round();
      platform.mails.round();
      assertThat(delivery()).isEqualTo("sent");
      assertThat(server.mails).hasSize(1);
    }
  }

  @Test
  void a_connection_lost_before_the_answer_leads_to_a_copy_with_the_same_id() throws IOException {
    verified();
    try (var server = new ScriptedSmtpServer(null)) {
      server.replies.put(".", ScriptedSmtpServer.DROP);
      platform.mailer = mailer(server.port());
      notice("one");
      platform.mails.round();
      assertThat(delivery()).isEqualTo("waiting");
      server.replies.remove(".");
      platform.clock.move(LONG);
      platform.mails.round();
      assertThat(delivery()).isEqualTo("sent");
      assertThat(server.mails).hasSize(2);
      assertThat(ids(server)).hasSize(1);
    }
  }

  @Test
  void a_process_that_dies_before_the_record_sends_a_copy_with_the_same_id() throws IOException {
    verified();
    try (var server = new ScriptedSmtpServer(null)) {
      var real = mailer(server.port());
      platform.mailer = () -> new Mailer.Opened.Ready(new DyingConnection(real));
      notice("one");
      assertThatThrownBy(() -> platform.mails.round()).hasMessage("killed");
      platform.mailer = real;
      platform.mails.round();
      assertThat(server.mails).as("another worker may still be at it").hasSize(1);
      platform.clock.move(Duration.ofMinutes(15));
      platform.mails.round();
      assertThat(delivery()).isEqualTo("sent");
      assertThat(server.mails).hasSize(2);
      assertThat(ids(server)).hasSize(1);
    }
  }

  @Test
  void parallel_workers_send_each_mail_once() throws Exception {
    verified();
    var other =
        new EmailNotices(
            platform.db,
            new Emails(
                new SecretBox(List.of(Platform.BOX_KEY)),
                List.of(Platform.BOX_KEY),
                new SecureRandom()),
            () -> platform.mailer.open(),
            new MailTexts("Caravel", "", Platform.SERVER_URL, Platform.SERVER_URL),
            platform.clock,
            new SecureRandom());
    for (var i = 0; i < 20; i++) {
      notice("no. " + i);
    }
    try (var crew = Executors.newVirtualThreadPerTaskExecutor();
        other) {
      var rounds =
          List.<Future<Duration>>of(crew.submit(platform.mails::round), crew.submit(other::round));
      for (var round : rounds) {
        round.get();
      }
    }
    assertThat(mails()).hasSize(21);
    var ids = new HashSet<String>();
    for (var mail : mails()) {
      ids.add(mail.getMessageID());
    }
    assertThat(ids).hasSize(21);
  }

  @Test
  void a_mail_that_cannot_be_read_does_not_stop_the_others() {
    platform.post(BOB, "/tenants");
    platform.put(
        BOB, "/tenants/" + BOB.publicKey() + "/email", "{\"address\":\"ben@club.example\"}");
    platform.clock.move(Duration.ofSeconds(1));
    set(ADDRESS);
    platform.db.inTx(tx ->
        tx.handle()
            .execute(
                "UPDATE tenant_emails SET secret = 'broken' WHERE tenant_pubkey = ?",
                BOB.publicKey().hex()));
    platform.mails.round();
    assertThat(mails()).hasSize(1);
    assertThat(platform.mails.reports().getFirst().lastError()).contains("no key opens");
  }

  @Test
  void a_server_that_is_gone_is_tried_rarely_and_nothing_is_lost() {
    verified();
    var works = platform.mailer;
    var tries = new int[1];
    platform.mailer =
        () -> {
          tries[0]++;
          return new Mailer.Opened.Unreachable("no route to host");
        };
    notice("one");
    for (var second = 0; second < 3600; second++) {
      platform.mails.round();
      platform.clock.move(Duration.ofSeconds(1));
    }
    assertThat(tries[0]).isBetween(5, 15);
    assertThat(platform.mails.reports().getFirst().lastError()).contains("no route to host");
    platform.mailer = works;
    platform.clock.move(Duration.ofMinutes(15));
    platform.mails.round();
    assertThat(delivery()).isEqualTo("sent");
  }

  @Test
  void a_reminder_is_not_sent_after_its_day() {
    verified();
    var works = platform.mailer;
    platform.mailer = () -> new Mailer.Opened.Unreachable("down");
    notice(Notice.Kind.REMINDER_ONE_DAY, "tomorrow");
    platform.mails.round();
    platform.clock.move(Duration.ofDays(1));
    platform.mailer = works;
    platform.mails.round();
    assertThat(delivery()).isEqualTo("expired");
    assertThat(mails()).hasSize(1);
  }

  @Test
  void a_tenant_gets_a_bounded_number_of_mails_a_day() {
    verified();
    for (var i = 0; i < 32; i++) {
      notice("no. " + i);
    }
    platform.mails.round();
    assertThat(mails()).hasSize(31);
    assertThat(platform.get(ALICE, ME + "/notices?limit=100").data().toString())
        .contains("we send at most 30 mails a day");
    platform.clock.move(Duration.ofDays(1));
    notice("the next day");
    platform.mails.round();
    assertThat(mails()).hasSize(32);
  }

  private static Set<String> ids(ScriptedSmtpServer server) {
    var ids = new HashSet<String>();
    for (var mail : server.mails) {
      var found = MESSAGE_ID.matcher(mail);
      assertThat(found.find()).isTrue();
      ids.add(found.group(1));
    }
    return ids;
  }

  /// Sends a mail, and dies before its caller hears of it.
  private static final class DyingConnection implements Mailer.Connection {
    private final Mailer real;

    DyingConnection(Mailer real) {
      this.real = real;
    }

    @Override
    public Mailer.Result send(Mailer.Mail mail) {
      try (var connection = ((Mailer.Opened.Ready) real.open()).connection()) {
        connection.send(mail);
      }
      throw new IllegalStateException("killed");
    }

    @Override
    public void close() {}
  }
}
