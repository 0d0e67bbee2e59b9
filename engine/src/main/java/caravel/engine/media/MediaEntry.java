package caravel.engine.media;

import caravel.nostr.Json;
import caravel.nostr.PublicKey;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.core.JacksonException;

/// A file of a relay with its owners, as backups and exports keep it: one line of JSON.
///
/// @param owners at least one
public record MediaEntry(MediaFile file, List<Ownership> owners) {
  public MediaEntry {
    owners = List.copyOf(owners);
  }

  /// A member who has uploaded the file.
  ///
  /// @param uploaded unix seconds
  public record Ownership(PublicKey owner, long uploaded) {}

  /// The entry as one line, without its end.
  String line() {
    var json =
        Json.mapper()
            .createObjectNode()
            .put("sha256", file.hash().hex())
            .put("size", file.size())
            .put("type", file.type())
            .put("uploaded", file.uploaded());
    var list = json.putArray("owners");
    for (var ownership : owners) {
      list.addArray().add(ownership.owner().hex()).add(ownership.uploaded());
    }
    return json.toString();
  }

  /// @throws IllegalArgumentException when the line is no entry
  public static MediaEntry parse(String line) {
    try {
      var json = Json.mapper().readTree(line);
      var file =
          new MediaFile(
              new BlobHash(json.get("sha256").stringValue()),
              json.get("size").longValue(),
              json.get("type").stringValue(),
              json.get("uploaded").longValue());
      var owners = new ArrayList<Ownership>();
      for (var owner : json.get("owners")) {
        owners.add(
            new Ownership(PublicKey.parse(owner.get(0).stringValue()), owner.get(1).longValue()));
      }
      if (owners.isEmpty() || file.size() <= 0) {
        throw new IllegalArgumentException("a file has bytes and an owner");
      }
      return new MediaEntry(file, owners);
    } catch (JacksonException | NullPointerException malformed) {
      throw new IllegalArgumentException("not an entry of a list of files", malformed);
    }
  }
}
