package caravel.control.hosting.mirror;

import caravel.nostr.Event;
import caravel.nostr.EventJson;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/// Events that wait to be stored, one line of JSON each. JSON and not the binary log of the engine:
/// a zooid tells events, and neither commits nor rows.
final class EventLines {
  private ByteArrayOutputStream lines = new ByteArrayOutputStream();

  void add(Event event) {
    lines.writeBytes(EventJson.write(event).getBytes(StandardCharsets.UTF_8));
    lines.write('\n');
  }

  boolean isEmpty() {
    return lines.size() == 0;
  }

  int bytes() {
    return lines.size();
  }

  byte[] content() {
    return lines.toByteArray();
  }

  void clear() {
    lines = new ByteArrayOutputStream();
  }
}
