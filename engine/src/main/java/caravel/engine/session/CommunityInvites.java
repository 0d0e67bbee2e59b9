package caravel.engine.session;

import caravel.engine.policy.Claim;
import caravel.nostr.Event;
import caravel.nostr.PublicKey;
import java.util.ArrayList;
import org.jspecify.annotations.Nullable;
import org.pcollections.TreePMap;

/// The invites of a relay. Immutable. A change copies no invite, because the trees share their
/// nodes.
///
/// @param byInviter the invite that each inviter is shown
/// @param claims of all invites, by code
record CommunityInvites(TreePMap<PublicKey, Event> byInviter, TreePMap<String, Claim> claims) {
  static final CommunityInvites EMPTY = new CommunityInvites(TreePMap.empty(), TreePMap.empty());

  private static final String CODE = "claim";

  @Nullable Event of(PublicKey inviter) {
    return byInviter.get(inviter);
  }

  /// With one more invite. An inviter keeps the first that was added, and so does a code.
  CommunityInvites plus(Event invite) {
    var inviters = new ArrayList<PublicKey>();
    RelayTags.forEach(invite, "p", tag -> inviters.add(new PublicKey(tag.get(1))));
    var shown = byInviter;
    for (var inviter : inviters) {
      shown = shown.containsKey(inviter) ? shown : shown.plus(inviter, invite);
    }
    var code = invite.tagValue(CODE).orElse("");
    return code.isEmpty() || claims.containsKey(code)
        ? new CommunityInvites(shown, claims)
        : new CommunityInvites(shown, claims.plus(code, Claim.of(invite)));
  }

  /// Without the invites of this code. Their inviters are shown another one later.
  CommunityInvites minus(String code) {
    var shown = byInviter;
    for (var entry : byInviter.entrySet()) {
      if (entry.getValue().tagValue(CODE).orElse("").equals(code)) {
        shown = shown.minus(entry.getKey());
      }
    }
    return new CommunityInvites(shown, claims.minus(code));
  }

  /// With another claim for this code.
  CommunityInvites with(String code, Claim claim) {
    return new CommunityInvites(byInviter, claims.plus(code, claim));
  }
}
