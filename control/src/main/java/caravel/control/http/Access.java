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

  /// @param needed the least role that has access
  static Access team(OwnerOf owner, RoleOf role, TeamRole needed) {
    return new Team(owner, role, needed);
  }

  /// Open to all; a token is not checked.
  record Public() implements Access {}

  /// Open to every authenticated key.
  record Authed() implements Access {}

  /// Open to the owner of the object in the path, and to admins. For others the object does not
  /// exist.
  record Owner(OwnerOf owner) implements Access {}

  /// Open to the owner of the object in the path, to admins, and to members of its team whose role
  /// includes the needed one. Other members of the team get a 403. For everyone else the object
  /// does not exist.
  record Team(OwnerOf owner, RoleOf role, TeamRole needed) implements Access {}

  /// Open to the operators' keys.
  record Admin() implements Access {}

  /// Finds the owner of the object in a request's path.
  @FunctionalInterface
  interface OwnerOf {
    /// Empty if the object does not exist.
    Optional<PublicKey> find(Request request);
  }

  /// Finds the caller's role in the team of the object in a request's path.
  @FunctionalInterface
  interface RoleOf {
    /// Empty if the caller is not in the team.
    Optional<TeamRole> find(Request request);
  }
}
