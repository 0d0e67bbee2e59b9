package caravel.control.notify.mail;

import caravel.control.db.Db;
import caravel.control.db.Tx;
import caravel.control.http.Access;
import caravel.control.http.Quota;
import caravel.control.http.Request;
import caravel.control.http.Response;
import caravel.control.http.Route;
import caravel.control.notify.mail.TenantEmail.Status;
import caravel.control.problem.Problem;
import caravel.control.tenant.TenantDesk;
import caravel.control.tenant.TenantRoutes;
import caravel.nostr.PublicKey;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The routes of email addresses. The two that links in mails lead to need no account: their tokens
/// cannot be guessed. They change nothing on GET, because mail scanners follow links.
final class EmailRoutes {
  private static final String EMAIL = "/tenants/{pubkey}/email";

  /// Longest answer of a mail server that is shown.
  private static final int ANSWER_CHARACTERS_MAX = 200;

  private final Db db;
  private final Emails emails;
  private final TenantDesk tenants;
  private final boolean isAvailable;
  private final Runnable wake;
  private final MailStore mails = new MailStore();

  /// @param isAvailable whether the platform has a mail server
  /// @param wake called after each commit with a mail; returns at once
  EmailRoutes(Db db, Emails emails, TenantDesk tenants, boolean isAvailable, Runnable wake) {
    this.db = db;
    this.emails = emails;
    this.tenants = tenants;
    this.isAvailable = isAvailable;
    this.wake = wake;
  }

  List<Route> routes() {
    var owner = TenantRoutes.ownerInPath();
    return List.of(
        Route.get(EMAIL, owner, this::get),
        Route.put(EMAIL, owner, this::put).counting(Quota.CREATE),
        Route.delete(EMAIL, owner, this::delete),
        Route.post(EMAIL + "/send", owner, this::send).counting(Quota.CREATE),
        Route.post("/email/verify", Access.PUBLIC, this::verify),
        Route.post("/email/unsubscribe", Access.PUBLIC, this::unsubscribe));
  }

  /// An address as the API shows it.
  ///
  /// @param address `""` = there is none
  /// @param text a sentence; `""` = nothing to say
  /// @param expiresAt end of the link in the mail; null = there is no link
  record Shown(String address, String status, String text, @Nullable Long expiresAt) {
    static final Shown NONE = new Shown("", "none", "", null);
  }

  private Response get(Request request) {
    var tenant = tenant(request);
    return Response.ok(
        db.<Shown>read(tx -> {
          requireTenant(tx, tenant);
          return shown(tx, tenant);
        }));
  }

  private Response put(Request request) {
    requireAvailable();
    var tenant = tenant(request);
    var typed = request.body().text("address", EmailAddress.CHARACTERS_MAX);
    var address = address(typed == null ? "" : typed);
    return Response.ok(
        db.<Shown>inTx(tx -> {
          requireTenant(tx, tenant);
          if (emails.set(tx, tenant, address)) {
            tenants.recordChange(tx, tenant, request.caller(), "email");
            tx.afterCommit(wake);
          }
          return shown(tx, tenant);
        }));
  }

  private Response delete(Request request) {
    var tenant = tenant(request);
    return Response.ok(
        db.<Shown>inTx(tx -> {
          requireTenant(tx, tenant);
          if (emails.remove(tx, tenant)) {
            tenants.recordChange(tx, tenant, request.caller(), "email");
          }
          return shown(tx, tenant);
        }));
  }

  private Response send(Request request) {
    requireAvailable();
    var tenant = tenant(request);
    return Response.ok(
        db.<Shown>inTx(tx -> {
          requireTenant(tx, tenant);
          emails.sendAgain(tx, tenant);
          tx.afterCommit(wake);
          return shown(tx, tenant);
        }));
  }

  private Response verify(Request request) {
    var token = text(request.body().text("token", LinkTokens.CHARACTERS_MAX));
    // Reads first, so that a caller without a token never waits for the one writer.
    var verified =
        db.<Optional<TenantEmail>>read(tx -> emails.store().byVerifyToken(tx, token))
            .flatMap(_ -> db.<Optional<TenantEmail>>inTx(tx -> emails.verify(tx, token)));
    if (verified.isEmpty()) {
      throw new Problem.Refused(
              "email-link",
              "This link has expired or was used already. You can ask for a new one on your account page.")
          .asException();
    }
    return Response.ok(Map.of("status", Status.VERIFIED.word()));
  }

  /// Mail programs send a form (RFC 8058), which is not read: the token is in the address.
  private Response unsubscribe(Request request) {
    var token = text(request.query("token").orElse(""));
    var found =
        db.<Optional<TenantEmail>>read(tx -> emails.store().byUnsubscribeToken(tx, token))
            .flatMap(_ -> db.<Optional<TenantEmail>>inTx(tx -> emails.unsubscribe(tx, token)));
    if (found.isEmpty()) {
      throw new Problem.Refused(
              "email-link", "This link belongs to no address any more. No mails are sent to it.")
          .asException();
    }
    return Response.ok(Map.of("status", Status.UNSUBSCRIBED.word()));
  }

  private static String text(@Nullable String token) {
    return token == null || token.length() > LinkTokens.CHARACTERS_MAX ? "" : token;
  }

  private Shown shown(Tx tx, PublicKey tenant) {
    return emails.find(tx, tenant).map(email -> shown(tx, email)).orElse(Shown.NONE);
  }

  private Shown shown(Tx tx, TenantEmail email) {
    return new Shown(
        email.address().toString(),
        email.status().word(),
        sentence(tx, email),
        email.status() == Status.UNVERIFIED
            ? Long.valueOf(email.verifyExpiresAt().getEpochSecond())
            : null);
  }

  private String sentence(Tx tx, TenantEmail email) {
    return switch (email.status()) {
      case VERIFIED -> "";
      case UNSUBSCRIBED -> "The mails to this address were ended with a link in one of them.";
      case REFUSED ->
          "This address does not accept our mail. Its mail server said: “%s”."
              .formatted(shortened(email.refusal()));
      case UNVERIFIED -> unverified(tx, email);
    };
  }

  private String unverified(Tx tx, TenantEmail email) {
    if (!email.verifyExpiresAt().isAfter(tx.now())) {
      return "The link in our mail has expired.";
    }
    return switch (mails
        .verifying(tx, email.tenant(), email.id())
        .map(StoredMail::state)
        .orElse(StoredMail.State.WAITING)) {
      case WAITING -> "We are sending a mail with a link to this address.";
      case SENT -> "We sent a mail to this address. Open the link in it.";
      case REFUSED -> "The mail server refused our mail.";
      case EXPIRED, CANCELLED, LIMITED -> "Our mail could not be sent in time.";
    };
  }

  private static String shortened(String answer) {
    return answer.length() <= ANSWER_CHARACTERS_MAX
        ? answer
        : answer.substring(0, ANSWER_CHARACTERS_MAX) + "…";
  }

  private static EmailAddress address(String typed) {
    try {
      return EmailAddress.parse(typed);
    } catch (IllegalArgumentException wrong) {
      throw Problem.invalid("address", String.valueOf(wrong.getMessage())).asException();
    }
  }

  private void requireAvailable() {
    if (!isAvailable) {
      throw new Problem.Refused("email-off", "This platform sends no email.").asException();
    }
  }

  private void requireTenant(Tx tx, PublicKey tenant) {
    if (tenants.find(tx, tenant).isEmpty()) {
      throw Problem.notFound().asException();
    }
  }

  private static PublicKey tenant(Request request) {
    return TenantRoutes.key(request).orElseThrow(() -> Problem.notFound().asException());
  }
}
