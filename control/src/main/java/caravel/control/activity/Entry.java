package caravel.control.activity;

import caravel.nostr.PublicKey;
import tools.jackson.databind.JsonNode;

/// What is to be recorded.
///
/// @param type imperative verb, then noun
/// @param actor whose doing it was: a public key as hex, or the name of a worker
/// @param detail what a reader of the list is shown, `{}` where there is nothing to say
/// @param snapshot the state right after it, from which later decisions are made
public record Entry(
    PublicKey tenant,
    String type,
    Resource resource,
    String actor,
    JsonNode detail,
    JsonNode snapshot) {
  /// The object it happened to.
  public record Resource(String type, String id) {}
}
