package caravel.control.notify.mail;

import caravel.control.db.SecretBox;
import caravel.control.db.Tx;
import caravel.control.notify.mail.TenantEmail.Status;
import caravel.control.problem.Problem;
import caravel.nostr.PublicKey;
import caravel.nostr.SecretKey;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/// All changes of the email addresses of tenants.
public final class Emails {
  private final EmailStore emails;
  private final MailStore mails = new MailStore();
  private final AddressHashes hashes;
  private final RandomGenerator random;

  /// @param keys those of `ENCRYPTION_SECRET`, at least one
  /// @param random a secure one, safe for many threads
  public Emails(SecretBox box, List<SecretKey> keys, RandomGenerator random) {
    this.emails = new EmailStore(box);
    this.hashes = new AddressHashes(keys);
    this.random = random;
  }

  /// Deletes all that is stored about a tenant's address and the mails to it. The limits of the
  /// last day have keyed hashes only, and stay until they are over.
  public void forget(Tx tx, PublicKey tenant) {
    emails.delete(tx, tenant);
    mails.deleteOf(tx, tenant);
  }

  EmailStore store() {
    return emails;
  }

  Optional<TenantEmail> find(Tx tx, PublicKey tenant) {
    return emails.find(tx, tenant);
  }

  /// Stores an address in place of the earlier one, and the mail that verifies it. An address that
  /// is verified already stays as it is.
  ///
  /// @return whether something changed
  boolean set(Tx tx, PublicKey tenant, EmailAddress address) {
    var before = emails.find(tx, tenant);
    if (before.isPresent() && before.orElseThrow().address().equals(address)) {
      if (before.orElseThrow().status() == Status.VERIFIED) {
        return false;
      }
      sendLink(tx, before.orElseThrow());
      return true;
    }
    var email =
        new TenantEmail(
            tenant,
            tx.newId(),
            address,
            LinkTokens.random(random),
            Status.UNVERIFIED,
            "",
            tx.now(),
            tx.now());
    requireAllowed(tx, email);
    emails.replace(tx, email);
    storeLink(tx, email);
    return true;
  }

  /// Sends the mail that verifies an address once more. Its link replaces the earlier one.
  void sendAgain(Tx tx, PublicKey tenant) {
    var email =
        emails
            .find(tx, tenant)
            .orElseThrow(
                () -> new Problem.Refused("no-email", "Add an email address first.").asException());
    if (email.status() == Status.VERIFIED) {
      throw new Problem.Refused("email-verified", "This address is confirmed already.")
          .asException();
    }
    sendLink(tx, email);
  }

  boolean remove(Tx tx, PublicKey tenant) {
    return emails.delete(tx, tenant);
  }

  /// Verifies the address of this token, which can be used once.
  Optional<TenantEmail> verify(Tx tx, String token) {
    var found = emails.byVerifyToken(tx, token);
    found.ifPresent(email -> emails.move(tx, email.id(), Status.VERIFIED, ""));
    return found;
  }

  /// Ends the mails to the address of this token. A repeated call changes nothing. The owner of an
  /// address that was never verified gets no mails that verify it for some time, from any account.
  Optional<TenantEmail> unsubscribe(Tx tx, String token) {
    var found = emails.byUnsubscribeToken(tx, token);
    found.ifPresent(email -> {
      switch (email.status()) {
        case VERIFIED, REFUSED -> emails.move(tx, email.id(), Status.UNSUBSCRIBED, "");
        case UNVERIFIED -> {
          emails.block(tx, hashes.of(email.address()).getFirst(), tx.now().plus(MailRules.BLOCKED));
          emails.move(tx, email.id(), Status.UNSUBSCRIBED, "");
        }
        case UNSUBSCRIBED -> {}
      }
    });
    return found;
  }

  private void sendLink(Tx tx, TenantEmail email) {
    requireAllowed(tx, email);
    storeLink(tx, email);
  }

  private void storeLink(Tx tx, TenantEmail email) {
    var mailId = tx.newId();
    var expiresAt = tx.now().plus(MailRules.LINK_USABLE);
    emails.addRequest(tx, email.tenant(), hashes.of(email.address()).getFirst());
    emails.awaitVerification(tx, email, email.tokens().verify(mailId), expiresAt);
    mails.insert(
        tx,
        new MailStore.New(
            mailId, null, email.tenant(), email.id(), StoredMail.State.WAITING, expiresAt));
  }

  /// Keeps tenants from flooding an address with mails.
  private void requireAllowed(Tx tx, TenantEmail email) {
    var all = hashes.of(email.address());
    if (emails.isBlocked(tx, all)) {
      throw refused("The owner of this address asked us not to send such mails.");
    }
    var sent = emails.requests(tx, email.tenant(), all, tx.now().minus(MailRules.DAY));
    if (sent.ofTenant() >= MailRules.REQUESTS_OF_TENANT_MAX) {
      throw refused(
          "You asked for %d mails within a day. Try again tomorrow."
              .formatted(MailRules.REQUESTS_OF_TENANT_MAX));
    }
    if (sent.toAddress() >= MailRules.REQUESTS_TO_ADDRESS_MAX) {
      throw refused(
          "We sent %d mails to this address within a day. Look into its spam folder, or try again tomorrow."
              .formatted(MailRules.REQUESTS_TO_ADDRESS_MAX));
    }
    if (sent.ofAll() >= MailRules.REQUESTS_OF_ALL_MAX) {
      throw refused("Too many addresses were added on this platform today. Try again tomorrow.");
    }
  }

  private static RuntimeException refused(String sentence) {
    return new Problem.Refused("email-limit", sentence).asException();
  }
}
