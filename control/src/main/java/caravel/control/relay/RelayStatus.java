package caravel.control.relay;

import java.util.Arrays;

/// The desired state of a relay.
public enum RelayStatus {
  /// Online.
  ACTIVE("active"),
  /// Offline by its owner's choice; payments never change it.
  INACTIVE("inactive"),
  /// Offline because an invoice was not paid.
  DELINQUENT("delinquent"),
  /// Suspended by an admin, itself or with its tenant.
  SUSPENDED("suspended");

  private final String word;

  RelayStatus(String word) {
    this.word = word;
  }

  public String word() {
    return word;
  }

  static boolean knows(String word) {
    return Arrays.stream(values()).anyMatch(status -> status.word.equals(word));
  }

  static RelayStatus named(String word) {
    for (var status : values()) {
      if (status.word.equals(word)) {
        return status;
      }
    }
    throw new IllegalArgumentException("not a relay status: " + word);
  }
}
