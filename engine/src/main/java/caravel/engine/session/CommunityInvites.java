package caravel.engine.session;

import caravel.nostr.Event;
import caravel.nostr.PublicKey;
import java.util.ArrayList;
import org.jspecify.annotations.Nullable;
import org.pcollections.TreePMap;
import org.pcollections.TreePSet;

/// The invites of a relay. Immutable. A change copies no invite, because the trees share their
/// nodes.
///
/// @param byInviter the invite that each inviter is shown
/// @param codes of all invites
record CommunityInvites(TreePMap<PublicKey, Event> byInviter, TreePSet<String> codes) {
  static final CommunityInvites EMPTY = new CommunityInvites(TreePMap.empty(), TreePSet.empty());

  @Nullable Event of(PublicKey inviter) {
    return byInviter.get(inviter);
  }

  /// With one more invite. An inviter keeps the first that was added, and every code counts.
  CommunityInvites plus(Event invite) {
    var inviters = new ArrayList<PublicKey>();
    RelayTags.forEach(invite, "p", tag -> inviters.add(new PublicKey(tag.get(1))));
    var shown = byInviter;
    for (var inviter : inviters) {
      shown = shown.containsKey(inviter) ? shown : shown.plus(inviter, invite);
    }
    var code = invite.tagValue("claim").filter(text -> !text.isEmpty());
    return new CommunityInvites(shown, code.map(codes::plus).orElse(codes));
  }
}
