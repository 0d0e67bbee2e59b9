package caravel.control.tenant;

import java.util.Arrays;

/// The state of a tenant.
public enum TenantStatus {
  ACTIVE("active"),
  /// An invoice is open.
  PAST_DUE("past_due"),
  /// An invoice was forgiven, and nothing was paid since.
  DELINQUENT("delinquent"),
  /// Suspended by an admin.
  SUSPENDED("suspended"),
  /// The tenant has closed the account.
  CLOSED("closed");

  private final String word;

  TenantStatus(String word) {
    this.word = word;
  }

  public String word() {
    return word;
  }

  static boolean knows(String word) {
    return Arrays.stream(values()).anyMatch(status -> status.word.equals(word));
  }
}
