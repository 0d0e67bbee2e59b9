package caravel.control.hosting.invites;

import caravel.control.hosting.RelayHost.RelayReply;
import caravel.control.hosting.RelaySpec;
import caravel.nostr.PublicKey;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The invite codes that a host stores for its relays.
public interface InviteHost {
  /// Lists the codes that have not expired. [RelayReply.Off] means that the host has no such route,
  /// as a stock zooid, whose codes have no limits.
  RelayReply<List<RelayInvite>> invites(RelaySpec spec);

  /// An invite code. A code is a secret of the relay's owner and must not be logged.
  ///
  /// @param inviter the key that is shown this code as its own invite; null = a manager made it
  /// @param expiresAt unix seconds; 0 = never
  /// @param usesMax members that the code may admit; 0 = unlimited
  /// @param uses members that it has admitted; counted only with a limit
  record RelayInvite(
      String code, @Nullable PublicKey inviter, long expiresAt, long usesMax, long uses) {
    @Override
    public String toString() {
      return "an invite";
    }
  }
}
