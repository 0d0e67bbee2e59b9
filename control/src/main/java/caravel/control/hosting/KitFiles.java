package caravel.control.hosting;

import caravel.control.hosting.EventArchive.ExportResult;
import caravel.control.hosting.RelayHost.RelayReply;
import caravel.control.hosting.files.FileHost;
import caravel.control.hosting.files.FileHost.FilePage;
import caravel.control.hosting.files.FileHost.FileSort;
import caravel.control.hosting.files.FileHost.StoredFile;
import caravel.control.hosting.kit.KitWriter;
import caravel.control.http.ApiJson;
import caravel.nostr.Json;
import caravel.nostr.PublicKey;
import java.io.IOException;
import java.io.InputStream;
import java.util.LinkedHashMap;
import java.util.Optional;
import java.util.stream.StreamSupport;
import tools.jackson.core.JacksonException;

/// Writes the files that members shared into an exit kit, and stores those of a kit in a relay. For
/// one export or one import.
final class KitFiles {
  private final FileHost host;
  private final RelaySpec spec;
  private String problem = "";
  private int stored;

  KitFiles(FileHost host, RelaySpec spec) {
    this.host = host;
    this.spec = spec;
  }

  /// Writes all files, oldest page last. A file that is deleted meanwhile is left out.
  ///
  /// @return complete also if the host does not list its files
  ExportResult write(KitWriter kit) throws IOException {
    var after = "";
    do {
      switch (host.files(spec, FileSort.TIME, after)) {
        case RelayReply.Answered<FilePage>(var page) -> {
          for (var file : page.page()) {
            var failure = write(kit, file);
            if (!failure.isEmpty()) {
              return new ExportResult.Unknown(failure);
            }
          }
          after = page.next();
        }
        case RelayReply.Off<FilePage> _ -> {
          return new ExportResult.Complete();
        }
        case RelayReply.Refused<FilePage>(var sentence) -> {
          return new ExportResult.Unknown(sentence);
        }
        case RelayReply.Unknown<FilePage>(var why) -> {
          return new ExportResult.Unknown(why);
        }
      }
    } while (!after.isEmpty());
    return new ExportResult.Complete();
  }

  /// @return why the host failed; `""` = it did not
  private String write(KitWriter kit, StoredFile file) throws IOException {
    return switch (host.openFile(spec, file.sha256())) {
      case RelayReply.Answered<Optional<InputStream>>(var bytes) -> {
        if (bytes.isPresent()) {
          kit.addShared(file.sha256(), describe(file), bytes.get());
        }
        yield "";
      }
      case RelayReply.Refused<Optional<InputStream>>(var sentence) -> sentence;
      case RelayReply.Unknown<Optional<InputStream>>(var why) -> why;
      case RelayReply.Off<Optional<InputStream>> _ -> "the host does not send files";
    };
  }

  private static String describe(StoredFile file) {
    var json = new LinkedHashMap<String, Object>();
    json.put("sha256", file.sha256());
    json.put("size", file.size());
    json.put("type", file.type());
    json.put("uploaded_at", file.uploadedAt());
    json.put("owners", file.owners().stream().map(PublicKey::hex).toList());
    return ApiJson.write(json);
  }

  /// Stores a file of a kit. Sends nothing more after the first failure.
  void store(String sha256, String description, InputStream bytes) throws IOException {
    if (!problem.isEmpty()) {
      return;
    }
    StoredFile file;
    try {
      file = parse(sha256, description);
    } catch (JacksonException | IllegalArgumentException malformed) {
      problem = "Not all files of the exit kit were stored: a description cannot be read.";
      return;
    }
    switch (host.storeFile(spec, file, bytes)) {
      case RelayReply.Answered<Boolean>(var isNew) -> stored += isNew ? 1 : 0;
      case RelayReply.Refused<Boolean>(var sentence) ->
          problem = "Not all files of the exit kit were stored: " + sentence + ".";
      case RelayReply.Off<Boolean> _ ->
          problem = "The files of the exit kit were not stored: this relay’s software takes none.";
      case RelayReply.Unknown<Boolean> _ ->
          problem =
              "Not all files of the exit kit were stored: the relay did not answer. Import the file"
                  + " again.";
    }
  }

  private static StoredFile parse(String sha256, String description) {
    var json = Json.tree(description);
    return new StoredFile(
        sha256,
        json.path("size").asLong(),
        json.path("type").asString(""),
        json.path("uploaded_at").asLong(),
        StreamSupport.stream(json.path("owners").spliterator(), false)
            .map(owner -> new PublicKey(owner.asString("")))
            .toList());
  }

  /// Why the rest was not stored, for the owner; `""` = all files were.
  String problem() {
    return problem;
  }

  /// Files that are new on the relay.
  int stored() {
    return stored;
  }
}
