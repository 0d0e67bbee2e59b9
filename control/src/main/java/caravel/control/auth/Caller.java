package caravel.control.auth;

import caravel.nostr.PublicKey;

/// Somebody who has proved to hold a key.
///
/// @param admin whether the key is one of the operator's
/// @param reason why an operator makes this request, in their own words; `""` = not given
public record Caller(PublicKey pubkey, boolean admin, String reason) {
  public Caller(PublicKey pubkey, boolean admin) {
    this(pubkey, admin, "");
  }

  /// The same caller with a reason.
  public Caller because(String why) {
    return new Caller(pubkey, admin, why);
  }
}
