package caravel.engine.session;

import caravel.nostr.Event;
import java.util.List;
import java.util.function.Consumer;

/// Reads the tags of the relay's own events.
final class RelayTags {
  private RelayTags() {}

  /// Passes every tag of this name that has a value, to a reader that may throw an
  /// [IllegalArgumentException] for a malformed one.
  static void forEach(Event event, String name, Consumer<List<String>> reader) {
    for (var tag : event.tags()) {
      if (tag.size() >= 2 && tag.getFirst().equals(name)) {
        try {
          reader.accept(tag);
        } catch (IllegalArgumentException malformed) {
          // An imported event may have malformed tags. The others still count.
        }
      }
    }
  }
}
