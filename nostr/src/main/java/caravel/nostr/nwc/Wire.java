package caravel.nostr.nwc;

import caravel.nostr.Event;
import caravel.nostr.Json;
import caravel.nostr.MalformedException;
import caravel.nostr.PublicKey;
import tools.jackson.databind.JsonNode;

/// The checks that every reader of this package makes first.
final class Wire {
  private Wire() {}

  static void require(boolean holds, String otherwise) {
    if (!holds) {
      throw new MalformedException(otherwise);
    }
  }

  static void requireGenuine(Event event, PublicKey author) {
    require(event.pubkey().equals(author), "the event is by another key");
    requireGenuine(event);
  }

  static void requireGenuine(Event event) {
    require(event.check() == Event.Check.GENUINE, "the event's signature is wrong");
  }

  static JsonNode object(String json) {
    var tree = Json.tree(json);
    require(tree.isObject(), "what was decrypted is no JSON object");
    return tree;
  }
}
