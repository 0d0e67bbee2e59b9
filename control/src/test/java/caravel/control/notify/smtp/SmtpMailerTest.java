package caravel.control.notify.smtp;

import static org.assertj.core.api.Assertions.assertThat;

import caravel.control.Seeds;
import caravel.control.notify.mail.EmailAddress;
import caravel.control.notify.mail.Mailer.Mail;
import caravel.control.notify.mail.Mailer.Opened;
import caravel.control.notify.mail.Mailer.Result;
import caravel.control.notify.mail.SmtpServer;
import caravel.control.notify.mail.SmtpServer.Login;
import caravel.control.notify.mail.SmtpServer.Tls;
import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import jakarta.mail.internet.MimeMessage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Mails over real sockets: to GreenMail, and to a server with faults.
final class SmtpMailerTest {
  private static final EmailAddress FROM = EmailAddress.parse("notices@harbour.example");
  private static final SmtpMailer.Timeouts SHORT =
      new SmtpMailer.Timeouts(Duration.ofSeconds(2), Duration.ofMillis(300));
  private static final char[] PASSWORD = "password".toCharArray();

  @TempDir private Path folder;

  @Test
  void a_mail_arrives_with_its_headers_and_the_same_id_each_time() throws Exception {
    try (var server = new Inbox()) {
      assertThat(send(server.port(), mail("Your invoice is ready", "1. Zażółć\n.\nfoot")))
          .isEqualTo(new Result.Accepted());
      send(server.port(), mail("Your invoice is ready", "again"));
      var got = server.mails();
      assertThat(got).hasSize(2);
      assertThat(got.getFirst().getSubject()).isEqualTo("Your invoice is ready");
      assertThat(got.getFirst().getContent().toString().strip().replace("\r\n", "\n"))
          .isEqualTo("1. Zażółć\n.\nfoot");
      for (var one : got) {
        assertThat(one.getMessageID()).isEqualTo("<id-1@harbour.example>");
        assertThat(one.getHeader("List-Unsubscribe"))
            .containsExactly("<https://relays.example/email/unsubscribe?token=t>");
        assertThat(one.getHeader("List-Unsubscribe-Post"))
            .containsExactly("List-Unsubscribe=One-Click");
        assertThat(one.getHeader("Auto-Submitted")).containsExactly("auto-generated");
        assertThat(one.getFrom()[0]).hasToString("Harbour <notices@harbour.example>");
      }
    }
  }

  /// Relay names, the platform's name and the text of a notice come from people.
  @Test
  void no_text_adds_a_header_or_a_recipient() throws Exception {
    var signs =
        List.of(
            "\r\n",
            "\n",
            "\r",
            "Bcc: x@y.example",
            ":",
            "é",
            "a",
            " ",
            "\t",
            "=?",
            "?=",
            "\u2028",
            "\0",
            ".",
            "\"",
            "<",
            ">",
            ",",
            "😀");
    try (var server = new Inbox()) {
      for (var seed : Seeds.of(10).toArray()) {
        var random = new Random(seed);
        var texts =
            Collections.nCopies(3, "").stream()
                .map(_ ->
                    random
                        .ints(40, 0, signs.size())
                        .mapToObj(signs::get)
                        .reduce("", String::concat))
                .toList();
        var mail =
            new Mail(
                "id-1",
                Instant.EPOCH,
                texts.get(0),
                EmailAddress.parse("alice@club.example"),
                texts.get(1),
                texts.get(2),
                "https://relays.example/u");
        assertThat(send(server.port(), mail)).as("seed " + seed).isEqualTo(new Result.Accepted());
        var got = server.mails().getLast();
        var names =
            Collections.list(got.getAllHeaders()).stream().map(one -> one.getName()).toList();
        assertThat(names)
            .as("seed " + seed)
            .containsExactlyInAnyOrder(
                "Return-Path",
                "Received",
                "Date",
                "From",
                "To",
                "Message-ID",
                "Subject",
                "MIME-Version",
                "Content-Type",
                "Content-Transfer-Encoding",
                "List-Unsubscribe",
                "List-Unsubscribe-Post",
                "Auto-Submitted");
        assertThat(got.getAllRecipients()).as("seed " + seed).hasSize(1);
        assertThat(got.getFrom()).as("seed " + seed).hasSize(1);
        assertThat(got.getFrom()[0].toString()).contains("notices@harbour.example");
      }
    }
  }

  @Test
  void starttls_needs_a_trusted_certificate_with_the_name_of_the_server() throws Exception {
    var store = keyStore("localhost");
    try (var server = new ScriptedSmtpServer(serving(store))) {
      var here = new SmtpServer("localhost", server.port(), Tls.STARTTLS, new Login("me", "pw"));
      var trusted = trusting(store).getSocketFactory();
      assertThat(send(new SmtpMailer(here, FROM, SHORT, trusted))).isEqualTo(new Result.Accepted());
      assertThat(new SmtpMailer(here, FROM, SHORT, null).open())
          .isInstanceOf(Opened.Unreachable.class);
      var other = new SmtpServer("127.0.0.1", server.port(), Tls.STARTTLS, new Login("me", "pw"));
      assertThat(new SmtpMailer(other, FROM, SHORT, trusted).open())
          .as("a certificate for localhost")
          .isInstanceOf(Opened.Unreachable.class);
      assertThat(server.mails).hasSize(1);
    }
  }

  @Test
  void a_server_without_starttls_never_gets_the_password() throws Exception {
    try (var server = new ScriptedSmtpServer(null)) {
      var here = new SmtpServer("localhost", server.port(), Tls.STARTTLS, new Login("me", "pw"));
      assertThat(new SmtpMailer(here, FROM, SHORT, null).open())
          .isInstanceOf(Opened.Unreachable.class);
      assertThat(server.commands).noneMatch(line -> line.startsWith("AUTH"));
    }
  }

  @Test
  void a_refused_password_makes_the_server_unreachable_without_showing_it() throws Exception {
    var store = keyStore("localhost");
    try (var server = new ScriptedSmtpServer(serving(store))) {
      server.replies.put("AUTH", "535 5.7.8 no");
      var here =
          new SmtpServer("localhost", server.port(), Tls.STARTTLS, new Login("me", "s3cret"));
      var opened = new SmtpMailer(here, FROM, SHORT, trusting(store).getSocketFactory()).open();
      assertThat(opened).isInstanceOf(Opened.Unreachable.class);
      assertThat(opened.toString())
          .contains("refused the user or the password")
          .doesNotContain("s3cret");
      assertThat(here.toString()).doesNotContain("s3cret");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "RCPT, 550 5.1.1 no such user, AddressRefused",
    "RCPT, 550 no such user, AddressRefused",
    "RCPT, 552 5.2.2 mailbox full, AddressRefused",
    "RCPT, 550 5.7.1 relaying denied, Deferred",
    "RCPT, 530 log in first, Deferred",
    "RCPT, 450 4.2.0 greylisted, Deferred",
    "RCPT, 421 going down, Unknown",
    "MAIL, 550 5.1.8 bad sender, Deferred",
    "DATA, 554 5.6.0 no, MailRefused",
    "., 554 5.7.1 looks like spam, MailRefused",
    "., 550 5.1.1 no such user, AddressRefused",
    "., 451 try later, Deferred",
    "., drop, Unknown",
    "RCPT, drop, Unknown",
    "., hang, Unknown",
    "MAIL, hang, Unknown",
  })
  void a_reply_has_its_meaning(String command, String reply, String meaning) throws Exception {
    try (var server = new ScriptedSmtpServer(null)) {
      server.replies.put(command, reply);
      assertThat(send(mailer(server.port())).getClass().getSimpleName()).isEqualTo(meaning);
    }
  }

  @ParameterizedTest
  @CsvSource({"hang", "drop", "554 not you"})
  void a_server_that_does_not_greet_is_unreachable(String reply) throws Exception {
    try (var server = new ScriptedSmtpServer(null)) {
      server.replies.put("CONNECT", reply);
      assertThat(mailer(server.port()).open()).isInstanceOf(Opened.Unreachable.class);
    }
  }

  private static SmtpMailer mailer(int port) {
    return new SmtpMailer(new SmtpServer("127.0.0.1", port, Tls.NONE, null), FROM, SHORT, null);
  }

  private static Result send(int port, Mail mail) {
    var plain = new SmtpMailer(new SmtpServer("127.0.0.1", port, Tls.NONE, null), FROM);
    return send(plain, mail);
  }

  private static Result send(SmtpMailer mailer) {
    return send(mailer, mail("subject", "text"));
  }

  private static Result send(SmtpMailer mailer, Mail mail) {
    try (var connection = ((Opened.Ready) mailer.open()).connection()) {
      return connection.send(mail);
    }
  }

  private static Mail mail(String subject, String text) {
    return new Mail(
        "id-1",
        Instant.parse("2026-01-31T12:00:00Z"),
        "Harbour",
        EmailAddress.parse("alice@club.example"),
        subject,
        text,
        "https://relays.example/email/unsubscribe?token=t");
  }

  private KeyStore keyStore(String name) throws Exception {
    var file = folder.resolve(name + ".p12");
    var keytool = Path.of(System.getProperty("java.home"), "bin", "keytool").toString();
    var made =
        new ProcessBuilder(
                keytool,
                "-genkeypair",
                "-alias",
                "mail",
                "-keyalg",
                "EC",
                "-dname",
                "CN=" + name,
                "-ext",
                "san=dns:" + name,
                "-validity",
                "9",
                "-storetype",
                "PKCS12",
                "-keystore",
                file.toString(),
                "-storepass",
                String.valueOf(PASSWORD))
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    assertThat(made.waitFor()).isZero();
    var store = KeyStore.getInstance("PKCS12");
    try (var in = Files.newInputStream(file)) {
      store.load(in, PASSWORD);
    }
    return store;
  }

  private static SSLContext serving(KeyStore store) throws Exception {
    var keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    keys.init(store, PASSWORD);
    var context = SSLContext.getInstance("TLS");
    context.init(keys.getKeyManagers(), null, null);
    return context;
  }

  private static SSLContext trusting(KeyStore store) throws Exception {
    var own = KeyStore.getInstance("PKCS12");
    own.load(null, PASSWORD);
    own.setCertificateEntry("mail", store.getCertificate("mail"));
    var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(own);
    var context = SSLContext.getInstance("TLS");
    context.init(null, trust.getTrustManagers(), null);
    return context;
  }

  /// A GreenMail server on a free port.
  private static final class Inbox implements AutoCloseable {
    private final GreenMail mail = new GreenMail(new ServerSetup(0, "127.0.0.1", "smtp"));

    Inbox() {
      mail.start();
    }

    int port() {
      return mail.getSmtp().getPort();
    }

    List<MimeMessage> mails() {
      return List.of(mail.getReceivedMessages());
    }

    @Override
    public void close() {
      mail.stop();
    }
  }
}
