package caravel.app.doctor;

import caravel.control.notify.mail.Mailer;
import caravel.control.notify.mail.Mailer.Opened;
import java.util.List;

/// Whether the mail server accepts a connection with the platform's user and password. Sends no
/// mail.
public final class MailCheck {
  private final Mailer mailer;

  public MailCheck(Mailer mailer) {
    this.mailer = mailer;
  }

  public List<Finding> ask() {
    return switch (mailer.open()) {
      case Opened.Ready(var connection) -> {
        connection.close();
        yield List.of(Finding.ok("The mail server accepts a connection."));
      }
      case Opened.Unreachable(var why) ->
          List.of(
              Finding.fault(
                  "The mail server cannot be used: " + why,
                  "Correct SMTP_URL, or make the server reachable. Mails wait meanwhile."));
    };
  }
}
