package caravel.engine.http;

import caravel.engine.media.BlobHash;
import caravel.engine.media.MediaPage;
import caravel.engine.media.MediaPage.Sort;
import caravel.engine.media.MediaStore;
import caravel.nostr.Json;
import java.io.IOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The files of a relay in the management API: usage, pages, and deletion.
final class MediaListing {
  private static final Logger LOG = LoggerFactory.getLogger(MediaListing.class);
  private static final int FILES_USUAL = 100;

  private MediaListing() {}

  /// Answers with the usage of the relay and a page of its files. The query has `sort` (`time` or
  /// `size`), `limit`, and `after` with the `next` of the page before.
  ///
  /// @throws IllegalArgumentException when the query has a fault
  static void list(RequestContext context, MediaStore store) {
    var sort = context.query("sort").isEmpty() ? Sort.TIME : Sort.parse(context.query("sort"));
    var limit = limit(context.query("limit"));
    if (isRestoring(context, store)) {
      return;
    }
    try {
      var usage = store.usage(null);
      var page = store.page(sort, context.query("after"), limit);
      var json =
          Json.mapper().createObjectNode().put("files", usage.files()).put("bytes", usage.bytes());
      var entries = json.putArray("page");
      for (var entry : page.entries()) {
        var file = entry.file();
        var node =
            entries
                .addObject()
                .put("sha256", file.hash().hex())
                .put("size", file.size())
                .put("type", file.type())
                .put("uploaded", file.uploaded());
        var owners = node.putArray("owners");
        entry.owners().forEach(owner -> owners.add(owner.hex()));
      }
      json.put("next", page.next());
      context.answer(200, RequestContext.JSON, json + "\n");
    } catch (IOException failed) {
      fail(context, failed);
    }
  }

  static void delete(RequestContext context, MediaStore store, String hash) {
    var name = BlobHash.parse(hash);
    if (isRestoring(context, store)) {
      return;
    }
    try {
      if (name.isPresent() && store.delete(name.get())) {
        context.json(200, "message", "file deleted successfully");
      } else {
        context.json(404, "error", "file not found");
      }
    } catch (IOException failed) {
      fail(context, failed);
    }
  }

  /// Answers with 503 while the files are being restored.
  ///
  /// @return false = they can be used, and nothing was answered
  static boolean isRestoring(RequestContext context, MediaStore store) {
    if (!store.isRestoring()) {
      return false;
    }
    context.json(503, "error", "the files of this relay are being restored from a backup");
    return true;
  }

  private static void fail(RequestContext context, IOException failed) {
    LOG.error("the files of a relay could not be read or changed", failed);
    context.json(500, "error", "the store of files failed; try again later");
  }

  private static int limit(String text) {
    if (text.isEmpty()) {
      return FILES_USUAL;
    }
    var message = "limit must be a whole number from 1 to " + MediaPage.FILES_MAX;
    try {
      int limit = Integer.parseInt(text);
      if (limit >= 1 && limit <= MediaPage.FILES_MAX) {
        return limit;
      }
    } catch (NumberFormatException _) {
      throw new IllegalArgumentException(message);
    }
    throw new IllegalArgumentException(message);
  }
}
