package caravel.control.tenant.signup;

import caravel.control.db.Tx;
import caravel.control.problem.Problem;
import caravel.nostr.PublicKey;
import java.util.Set;

/// Decides whether a new tenant is admitted, in the transaction that creates it.
public final class SignUp {
  /// Admits everyone.
  public static final SignUp OPEN = new SignUp(SignUpMode.OPEN, Set.of(), "");

  private final SignUpMode mode;
  private final Set<PublicKey> operators;
  private final String contact;
  private final InvitationStore invitations = new InvitationStore();

  /// @param operators always admitted
  /// @param contact of the operator, as people read it; `""` = none
  public SignUp(SignUpMode mode, Set<PublicKey> operators, String contact) {
    this.mode = mode;
    this.operators = Set.copyOf(operators);
    this.contact = contact;
  }

  /// Admits a key that signs up. A use of an invitation is counted only where one is needed.
  ///
  /// @param code of an invitation; `""` = none
  /// @throws caravel.control.problem.ProblemException if it is not admitted
  public void admit(Tx tx, PublicKey key, String code) {
    if (mode == SignUpMode.OPEN || operators.contains(key)) {
      return;
    }
    requireNotClosed();
    if (code.isEmpty()) {
      throw refused("invitation-needed", "New accounts need an invitation here.");
    }
    if (!invitations.use(tx, Invitation.hash(code))) {
      throw refused(
          "invitation-invalid", "This invitation has expired, was withdrawn, or was used already.");
    }
  }

  /// Admits a key that accepts a relay. The offer counts as an invitation.
  public void admitRecipient(PublicKey key) {
    if (!operators.contains(key)) {
      requireNotClosed();
    }
  }

  private void requireNotClosed() {
    if (mode == SignUpMode.CLOSED) {
      throw refused("sign-up-closed", "New accounts are closed here.");
    }
  }

  private RuntimeException refused(String code, String sentence) {
    var ask = contact.isEmpty() ? "" : " Ask the people who run this site: " + contact + ".";
    return new Problem.Forbidden(code, sentence + ask).asException();
  }
}
