package caravel.control.auth;

import caravel.nostr.PublicKey;

/// An authenticated key.
///
/// @param admin whether it is an operator's key
/// @param reason an operator's reason for this request; `""` = none given
public record Caller(PublicKey pubkey, boolean admin, String reason) {
  public Caller(PublicKey pubkey, boolean admin) {
    this(pubkey, admin, "");
  }

  /// The same caller with a reason.
  public Caller because(String why) {
    return new Caller(pubkey, admin, why);
  }
}
