package caravel.control.http;

import caravel.nostr.PublicKey;
import java.util.Optional;

/// Who may use a route: the one place where that is decided.
public sealed interface Access {
  Access PUBLIC = new Public();
  Access AUTHED = new Authed();
  Access ADMIN = new Admin();

  static Access owner(OwnerOf owner) {
    return new Owner(owner);
  }

  /// Everybody; a token is not even looked at.
  record Public() implements Access {}

  /// Everybody who proves to hold a key.
  record Authed() implements Access {}

  /// The key that owns the object the path names, and admins. To everybody else it does not exist.
  record Owner(OwnerOf owner) implements Access {}

  /// Only the operator's keys.
  record Admin() implements Access {}

  /// Finds the owner of the object that a request's path names.
  @FunctionalInterface
  interface OwnerOf {
    /// Empty where there is no such object.
    Optional<PublicKey> find(Request request);
  }
}
