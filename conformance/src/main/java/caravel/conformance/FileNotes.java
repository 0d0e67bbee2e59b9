package caravel.conformance;

import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/// The relays of a transcript, and what its notes say was done to their files.
final class FileNotes {
  private final RelayApi api;
  private final String name;
  private final Composer composer;
  private final List<String> ids = new ArrayList<>();
  private String host = "";
  private String config = "";

  FileNotes(RelayApi api, String name, Composer composer) {
    this.api = api;
    this.name = name;
    this.composer = composer;
  }

  void create(String suffix, JsonNode recorded) {
    var filled = composer.filled(recorded.deepCopy());
    if (ids.isEmpty()) {
      config = filled.toString();
      host = filled.path("host").stringValue();
    }
    ids.add(name + suffix);
    int status = api.call("POST", name + suffix, filled.toString());
    if (status != 201) {
      throw new IllegalStateException(name + suffix + " cannot be made: " + status);
    }
    api.awaitStatus(filled.path("host").stringValue(), 200);
  }

  /// Does what the recorder did on disk; a note that tells of nothing done is passed over.
  void carryOut(String note) {
    var id = ids.getFirst();
    if (note.startsWith("inactive = true is written")) {
      api.call("PATCH", id, "{\"inactive\":true}");
      api.awaitStatus(host, 404);
    } else if (note.startsWith("active again")) {
      api.call("PATCH", id, "{\"inactive\":false}");
      api.awaitStatus(host, 200);
    } else if (note.startsWith("file removed")) {
      api.call("DELETE", id, "");
      api.awaitStatus(host, 404);
    } else if (note.startsWith("file back, roles reduced, other owner")) {
      api.call("POST", id, config);
      api.call("PATCH", id, otherOwner());
      api.awaitStatus(host, 200);
    } else if (note.startsWith("another secret")) {
      api.call("PATCH", id, "{\"secret\":\"" + RecordedKeys.secret("relay2").revealHex() + "\"}");
    } else if (note.startsWith("repaired")) {
      api.call("PATCH", id, "{\"secret\":\"" + RecordedKeys.secret("relay").revealHex() + "\"}");
      api.awaitStatus(host, 200);
    } else if (note.startsWith("the file is written again without a change")) {
      api.call("PATCH", id, "{}");
    }
  }

  /// As NIP-11 and NIP-86 show in the recording: carol owns it, and only the manager's role is
  /// left.
  private static String otherOwner() {
    return "{\"info\":{\"pubkey\":\""
        + RecordedKeys.publicKey("carol").hex()
        + "\"},\"roles\":{\"admin\":null,\"inviter\":null,\"plain\":null,\"manager\":null}}";
  }

  void removeAll() {
    ids.forEach(id -> api.call("DELETE", id, ""));
  }
}
