package caravel.control.hosting.zooid;

import caravel.control.hosting.RelayHost.RelayReply;
import caravel.control.hosting.RelaySpec;
import caravel.control.hosting.files.FileHost;
import caravel.nostr.Json;
import caravel.outbound.Bulkhead;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.StreamSupport;
import tools.jackson.databind.JsonNode;

/// The routes of the engine that list, read, store and delete files (`/relay/{id}/files`). A stock
/// zooid does not have them.
final class EngineFiles implements FileHost {
  private static final int PAGE_FILES = 50;
  private static final String NO_FILE = "file not found";
  private static final int KNOWN = 200;
  private static final int STORED = 201;

  /// Wrong bytes, files are not enabled, no space left.
  private static final Set<Integer> REFUSED = Set.of(400, 409, 413, 507);

  private final ZooidApi api;
  private final EngineStreams streams;
  private final Bulkhead calls;

  /// @param calls shared with the other short calls to the host
  EngineFiles(ZooidApi api, EngineStreams streams, Bulkhead calls) {
    this.api = api;
    this.streams = streams;
    this.calls = calls;
  }

  @Override
  public RelayReply<FilePage> files(RelaySpec spec, FileSort sort, String after) {
    var query =
        "?limit=" + PAGE_FILES + "&sort=" + sort.name().toLowerCase(Locale.ROOT) + after(after);
    return calls.call(
        () -> page(api.files(spec.identity().id(), query)),
        () -> new RelayReply.Unknown<>(ZooidHost.BUSY));
  }

  @Override
  public RelayReply<Boolean> deleteFile(RelaySpec spec, String sha256) {
    return calls.call(
        () -> deleted(api.deleteFile(spec.identity().id(), sha256)),
        () -> new RelayReply.Unknown<>(ZooidHost.BUSY));
  }

  @Override
  public RelayReply<Optional<InputStream>> openFile(RelaySpec spec, String sha256) {
    return switch (streams.open(path(spec, sha256), "")) {
      case EngineStreams.Opened.Body(var body) -> new RelayReply.Answered<>(Optional.of(body));
      case EngineStreams.Opened.Refused(var reply) when isNoFile(reply) ->
          new RelayReply.Answered<>(Optional.empty());
      case EngineStreams.Opened.Refused(var reply) -> failed(reply);
    };
  }

  @Override
  public RelayReply<Boolean> storeFile(RelaySpec spec, StoredFile file, InputStream bytes)
      throws IOException {
    var line = new ByteArrayInputStream((line(file) + "\n").getBytes(StandardCharsets.UTF_8));
    var body = new SequenceInputStream(line, bytes);
    var reply = streams.send("PUT", path(spec, file.sha256()), "application/octet-stream", body);
    return switch (reply) {
      case ZooidReply.Answer(var status, _) when status == STORED || status == KNOWN ->
          new RelayReply.Answered<>(status == STORED);
      case ZooidReply.Answer answer when REFUSED.contains(answer.status()) ->
          new RelayReply.Refused<>(ZooidVerdict.harmless(answer.error(), List.of()));
      case ZooidReply other -> failed(other);
    };
  }

  /// A file as the engine reads it: each owner with the time of their upload.
  private static String line(StoredFile file) {
    var json =
        Json.mapper()
            .createObjectNode()
            .put("sha256", file.sha256())
            .put("size", file.size())
            .put("type", file.type())
            .put("uploaded", file.uploadedAt());
    var owners = json.putArray("owners");
    file.owners().forEach(owner -> owners.addArray().add(owner.hex()).add(file.uploadedAt()));
    return json.toString();
  }

  private static String path(RelaySpec spec, String sha256) {
    return "/relay/" + spec.identity().id() + "/files/" + sha256;
  }

  private static String after(String cursor) {
    return cursor.isEmpty() ? "" : "&after=" + cursor;
  }

  static RelayReply<FilePage> page(ZooidReply reply) {
    if (!(ZooidVerdict.of(reply, List.of()) instanceof ZooidVerdict.Done)
        || !(reply instanceof ZooidReply.Answer answer)) {
      return failed(reply);
    }
    var json = answer.json();
    var page = json.path("page");
    if (!page.isArray() || !json.path("bytes").isNumber()) {
      return new RelayReply.Unknown<>("what answers does not speak the engine's API");
    }
    var files =
        StreamSupport.stream(page.spliterator(), false).map((JsonNode one) -> file(one)).toList();
    return new RelayReply.Answered<>(
        new FilePage(
            json.path("files").asLong(),
            json.path("bytes").asLong(),
            files,
            json.path("next").asString("")));
  }

  private static StoredFile file(JsonNode json) {
    return new StoredFile(
        json.path("sha256").asString(""),
        json.path("size").asLong(),
        json.path("type").asString(""),
        json.path("uploaded").asLong(),
        StreamSupport.stream(json.path("owners").spliterator(), false)
            .flatMap((JsonNode key) -> MemberList.key(key.asString("")))
            .toList());
  }

  static RelayReply<Boolean> deleted(ZooidReply reply) {
    if (isNoFile(reply)) {
      return new RelayReply.Answered<>(false);
    }
    return ZooidVerdict.of(reply, List.of()) instanceof ZooidVerdict.Done
        ? new RelayReply.Answered<>(true)
        : failed(reply);
  }

  private static boolean isNoFile(ZooidReply reply) {
    return reply instanceof ZooidReply.Answer answer
        && answer.status() == 404
        && answer.error().equals(NO_FILE);
  }

  private static <T> RelayReply<T> failed(ZooidReply reply) {
    return switch (ZooidVerdict.of(reply, List.of())) {
      case ZooidVerdict.NoSuchRoute() -> new RelayReply.Off<>();
      case ZooidVerdict.Absent() -> new RelayReply.Unknown<>("the host does not know the relay");
      case ZooidVerdict.Refused(var sentence) -> new RelayReply.Refused<>(sentence);
      case ZooidVerdict.Unknown(var why) -> new RelayReply.Unknown<>(why);
      case ZooidVerdict.Done(), ZooidVerdict.Exists() ->
          new RelayReply.Unknown<>("the host contradicts itself");
    };
  }
}
