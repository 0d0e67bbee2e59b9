package caravel.control.tenant;

import java.util.Arrays;

/// How a tenant stands.
public enum TenantStatus {
  ACTIVE("active"),
  /// An invoice is open.
  PAST_DUE("past_due"),
  /// Left owing, and has not paid since.
  DELINQUENT("delinquent"),
  /// By an admin.
  SUSPENDED("suspended");

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
