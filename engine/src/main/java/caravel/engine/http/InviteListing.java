package caravel.engine.http;

import caravel.engine.session.LiveRelay;
import caravel.nostr.Json;

/// The invite codes of a relay in the management API, with their limits.
final class InviteListing {
  private InviteListing() {}

  /// Answers with all codes that have not expired, sorted. `inviter` is the member who is shown the
  /// code as their own invite; it is empty for a code of a manager. `0` means no limit.
  static void list(RequestContext context, LiveRelay relay) {
    var json = Json.mapper().createObjectNode();
    var invites = json.putArray("invites");
    for (var invite : relay.inviteCodes().details()) {
      invites
          .addObject()
          .put("code", invite.code())
          .put("inviter", invite.inviter() == null ? "" : invite.inviter().hex())
          .put("expires_at", invite.claim().expiresAt())
          .put("uses_max", invite.claim().usesMax())
          .put("uses", invite.claim().uses());
    }
    context.answer(200, RequestContext.JSON, json + "\n");
  }
}
