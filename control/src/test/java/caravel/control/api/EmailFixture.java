package caravel.control.api;

import static caravel.control.api.Platform.ALICE;
import static org.assertj.core.api.Assertions.assertThat;

import caravel.control.notify.Notice;
import caravel.control.notify.Notices;
import caravel.control.notify.mail.EmailAddress;
import caravel.control.notify.mail.SmtpServer;
import caravel.control.notify.mail.SmtpServer.Tls;
import caravel.control.notify.smtp.SmtpMailer;
import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import jakarta.mail.MessagingException;
import jakarta.mail.internet.MimeMessage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/// A platform whose mails arrive in GreenMail, over a real socket.
abstract class EmailFixture {
  static final String ME = "/tenants/" + ALICE.publicKey();
  static final String EMAIL = ME + "/email";
  static final String ADDRESS = "ann@club.example";

  private static final Pattern VERIFY = Pattern.compile("/email/verify#([A-Za-z0-9_-]{43})");
  private static final Pattern UNSUBSCRIBE =
      Pattern.compile("/email/unsubscribe\\?token=[A-Za-z0-9_-]{43}");

  final GreenMail inbox = new GreenMail(new ServerSetup(0, "127.0.0.1", "smtp"));
  Platform platform;

  @BeforeEach
  void start(@TempDir Path folder) {
    inbox.start();
    platform = new Platform(folder);
    platform.mailer = mailer(inbox.getSmtp().getPort());
    platform.post(ALICE, "/tenants");
  }

  @AfterEach
  void stop() {
    platform.close();
    inbox.stop();
  }

  static SmtpMailer mailer(int port) {
    return new SmtpMailer(
        new SmtpServer("127.0.0.1", port, Tls.NONE, null),
        EmailAddress.parse("notices@harbour.example"));
  }

  Answer set(String address) {
    return platform.put(ALICE, EMAIL, "{\"address\":\"" + address + "\"}");
  }

  /// Adds the address and opens the link in its mail.
  void verified() {
    assertThat(set(ADDRESS).status()).isEqualTo(200);
    platform.mails.round();
    assertThat(verify(token(mails().getLast())).status()).isEqualTo(200);
  }

  Answer verify(String token) {
    return platform.post(null, "/email/verify", "{\"token\":\"" + token + "\"}");
  }

  void notice(String subject) {
    notice(Notice.Kind.INVOICE_READY, subject);
  }

  void notice(Notice.Kind kind, String subject) {
    var notices = new Notices(() -> {}, platform.mails);
    platform.db.inTx(tx ->
        notices.enqueue(
            tx, new Notice(ALICE.publicKey(), kind, subject, "Your invoice: " + subject)));
  }

  String status() {
    return platform.get(ALICE, EMAIL).text("status");
  }

  /// The state of the newest notice's mail.
  String delivery() {
    return platform.get(ALICE, ME + "/notices").data().get(0).get("email").get("status").asString();
  }

  List<MimeMessage> mails() {
    return List.of(inbox.getReceivedMessages());
  }

  static String token(MimeMessage mail) {
    return found(VERIFY, text(mail), 1);
  }

  /// The path of the link in the header.
  static String unsubscribe(MimeMessage mail) {
    try {
      return found(UNSUBSCRIBE, mail.getHeader("List-Unsubscribe")[0], 0);
    } catch (MessagingException malformed) {
      throw new IllegalStateException(malformed);
    }
  }

  static String text(MimeMessage mail) {
    try {
      return mail.getContent().toString();
    } catch (MessagingException malformed) {
      throw new IllegalStateException(malformed);
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  private static String found(Pattern pattern, String text, int group) {
    var found = pattern.matcher(text);
    assertThat(found.find()).as(text).isTrue();
    return found.group(group);
  }
}
