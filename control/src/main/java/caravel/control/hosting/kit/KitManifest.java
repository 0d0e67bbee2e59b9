package caravel.control.hosting.kit;

import caravel.nostr.Event;
import caravel.nostr.EventJson;
import caravel.nostr.MalformedException;
import caravel.nostr.SecretKey;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The list of an exit kit's files with their checksums. The relay signs it as a Nostr event, which
/// any Nostr library can verify.
///
/// @param files SHA-256 by file name, in hex digits
record KitManifest(Map<String, String> files) {
  static final String NAME = "manifest.json";

  /// Application data (NIP-78). The event is not meant to be published.
  private static final int KIND = 30_078;

  private static final List<String> IDENTIFIER = List.of("d", "caravel-exit-kit");
  private static final String FILE_TAG = "file";

  KitManifest {
    files = Map.copyOf(files);
  }

  /// The event as JSON: one `file` tag with name and checksum for each file.
  String signed(SecretKey relay, Instant now) {
    var tags = new ArrayList<List<String>>();
    tags.add(IDENTIFIER);
    files.entrySet().stream()
        .sorted(Map.Entry.comparingByKey())
        .forEach(file -> tags.add(List.of(FILE_TAG, file.getKey(), file.getValue())));
    return EventJson.write(Event.sign(relay, now.getEpochSecond(), KIND, tags, ""));
  }

  /// Reads the files of a signed manifest.
  ///
  /// @throws MalformedException if the text is not such an event, or if its signature is wrong
  static KitManifest parse(String json) {
    var event = EventJson.parse(json);
    if (event.kind() != KIND || !event.tags().contains(IDENTIFIER)) {
      throw new MalformedException("the event is no manifest of an exit kit");
    }
    if (event.check() != Event.Check.GENUINE) {
      throw new MalformedException("the signature of the manifest is wrong");
    }
    var files = new LinkedHashMap<String, String>();
    for (var tag : event.tags()) {
      if (tag.size() == 3 && tag.getFirst().equals(FILE_TAG)) {
        files.put(tag.get(1), tag.get(2));
      }
    }
    return new KitManifest(files);
  }
}
