package caravel.control.notify.smtp;

import caravel.control.notify.mail.Mailer.Result;
import java.util.regex.Pattern;

/// Decides what a server's negative reply to a mail means (RFC 5321, RFC 3463).
final class SmtpReply {
  private static final int CLOSING = 421;
  private static final int PERMANENT_FIRST = 500;
  private static final int PERMANENT_LAST = 599;

  /// Replies to a recipient that mean the mailbox. Others, such as 530, mean the sender.
  private static final Pattern MAILBOX_CODE = Pattern.compile("55[0123]|554|501");

  /// An enhanced status of class 5, such as `5.1.1`.
  private static final Pattern ENHANCED = Pattern.compile("\\b5\\.(\\d{1,3})\\.\\d{1,3}\\b");

  private static final String ADDRESS = "1";
  private static final String MAILBOX = "2";

  private SmtpReply() {}

  /// The command that was answered.
  enum Stage {
    SENDER,
    RECIPIENT,
    TEXT
  }

  /// @param code of three digits; others = the connection ended
  static Result result(Stage stage, int code, String answer) {
    if (code < 400 || code > PERMANENT_LAST || code == CLOSING) {
      return new Result.Unknown(answer);
    }
    if (code < PERMANENT_FIRST || stage == Stage.SENDER) {
      return new Result.Deferred(answer);
    }
    var enhanced = ENHANCED.matcher(answer);
    var subject = enhanced.find() ? enhanced.group(1) : "";
    var isAboutMailbox = subject.equals(ADDRESS) || subject.equals(MAILBOX);
    return switch (stage) {
      case SENDER -> new Result.Deferred(answer);
      // A refusal by policy is about the platform, and may end: the mail waits, the address stays.
      case RECIPIENT ->
          isAboutMailbox || (subject.isEmpty() && isMailboxCode(code))
              ? new Result.AddressRefused(answer)
              : new Result.Deferred(answer);
      case TEXT ->
          isAboutMailbox ? new Result.AddressRefused(answer) : new Result.MailRefused(answer);
    };
  }

  private static boolean isMailboxCode(int code) {
    return MAILBOX_CODE.matcher(Integer.toString(code)).matches();
  }
}
