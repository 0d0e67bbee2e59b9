package caravel.control.hosting.mirror;

import caravel.nostr.Event;
import caravel.nostr.Hex;
import caravel.nostr.Json;

/// The number of events of a copy and the XOR of their ids, by which two copies are compared.
///
/// @param events -1 = unknown, because the copy was interrupted
record CopyTotal(long events, String xor) {
  static final CopyTotal UNKNOWN = new CopyTotal(-1, "");

  boolean isKnown() {
    return events >= 0;
  }

  String write() {
    return Json.mapper().writeValueAsString(this);
  }

  static CopyTotal read(String json) {
    var tree = Json.tree(json);
    return new CopyTotal(tree.path("events").asLong(-1), tree.path("xor").asString(""));
  }

  /// Adds up events. Used by one thread.
  static final class Sum {
    private static final int ID_BYTES = 32;

    private final byte[] xor = new byte[ID_BYTES];
    private long events;

    void add(Event event) {
      var id = Hex.decode(event.id().hex());
      for (int i = 0; i < ID_BYTES; i++) {
        xor[i] ^= id[i];
      }
      events++;
    }

    CopyTotal total() {
      return new CopyTotal(events, Hex.encode(xor));
    }
  }
}
