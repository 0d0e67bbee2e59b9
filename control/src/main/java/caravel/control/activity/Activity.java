package caravel.control.activity;

import caravel.nostr.PublicKey;
import java.time.Instant;
import tools.jackson.databind.JsonNode;

/// A stored activity of a tenant. Never changed or deleted.
///
/// @param sequence counts a tenant's activities from 1 without a gap
/// @param at never before the tenant's previous one
/// @param billingAt the same moment on the billing clock, never before the tenant's previous one
public record Activity(String id, long sequence, Instant at, Instant billingAt, Entry entry) {
  public PublicKey tenant() {
    return entry.tenant();
  }

  /// The activity for clients, without the snapshot.
  public Shown shown() {
    return new Shown(
        id,
        entry.tenant(),
        at.getEpochSecond(),
        entry.type(),
        entry.resource().type(),
        entry.resource().id(),
        entry.actor(),
        entry.detail());
  }

  /// The activity's JSON object in the API.
  public record Shown(
      String id,
      PublicKey tenantPubkey,
      long createdAt,
      String activityType,
      String resourceType,
      String resourceId,
      String actor,
      JsonNode detail) {}
}
