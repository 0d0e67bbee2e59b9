package caravel.control.tenant.signup;

import java.util.Locale;

/// Who may become a tenant. Existing tenants and operators always can sign in.
public enum SignUpMode {
  /// Anyone.
  OPEN,
  /// People with an invitation from the operator, and those to whom a relay is offered.
  INVITATION,
  /// No one.
  CLOSED;

  /// The word in settings and JSON.
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
