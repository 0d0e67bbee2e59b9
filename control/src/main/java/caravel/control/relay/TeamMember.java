package caravel.control.relay;

import caravel.control.http.TeamRole;
import caravel.nostr.PublicKey;
import java.time.Instant;

/// A person who runs a relay with its owner.
///
/// @param since when the person got this role
public record TeamMember(PublicKey pubkey, TeamRole role, Instant since) {
  public TeamMember {
    if (role == TeamRole.OWNER) {
      throw new IllegalArgumentException("the owner of a relay is its tenant");
    }
  }
}
