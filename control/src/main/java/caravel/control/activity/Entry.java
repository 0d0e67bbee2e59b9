package caravel.control.activity;

import caravel.nostr.PublicKey;
import tools.jackson.databind.JsonNode;

/// An activity to record.
///
/// @param type imperative verb, then noun
/// @param actor the cause: a public key as hex, or the name of a worker
/// @param detail shown in the list, `{}` = nothing
/// @param snapshot the state right after it, on which later decisions are based
public record Entry(
    PublicKey tenant,
    String type,
    Resource resource,
    String actor,
    JsonNode detail,
    JsonNode snapshot) {
  /// The object of the activity.
  public record Resource(String type, String id) {}
}
