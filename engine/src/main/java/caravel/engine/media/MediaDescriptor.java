package caravel.engine.media;

import caravel.nostr.Json;
import java.util.List;

/// The description of a file in JSON, as Blossom defines it (BUD-02 and BUD-08).
public final class MediaDescriptor {
  private MediaDescriptor() {}

  /// @param server the relay's address, `https://…` without a slash at the end
  public static String write(MediaFile file, String server) {
    var url = server + "/" + file.hash() + "." + MediaTypes.ending(file.type());
    var node =
        Json.mapper()
            .createObjectNode()
            .put("url", url)
            .put("sha256", file.hash().hex())
            .put("size", file.size())
            .put("type", file.type())
            .put("uploaded", file.uploaded());
    var tags = node.putArray("nip94");
    for (var tag :
        List.of(
            List.of("url", url),
            List.of("m", file.type()),
            List.of("x", file.hash().hex()),
            List.of("size", Long.toString(file.size())))) {
      var array = tags.addArray();
      tag.forEach(array::add);
    }
    return node.toString();
  }
}
