package caravel.control.http;

import caravel.nostr.PublicKey;
import java.util.Optional;

/// Who may use a route. Access is decided here only.
public sealed interface Access {
  Access PUBLIC = new Public();
  Access AUTHED = new Authed();
  Access ADMIN = new Admin();

  static Access owner(OwnerOf owner) {
    return new Owner(owner);
  }

  /// Open to all; a token is not checked.
  record Public() implements Access {}

  /// Open to every authenticated key.
  record Authed() implements Access {}

  /// Open to the owner of the object in the path, and to admins. For others the object does not
  /// exist.
  record Owner(OwnerOf owner) implements Access {}

  /// Open to the operators' keys.
  record Admin() implements Access {}

  /// Finds the owner of the object in a request's path.
  @FunctionalInterface
  interface OwnerOf {
    /// Empty if the object does not exist.
    Optional<PublicKey> find(Request request);
  }
}
