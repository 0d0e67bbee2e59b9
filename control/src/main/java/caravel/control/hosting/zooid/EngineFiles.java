package caravel.control.hosting.zooid;

import caravel.control.hosting.RelayHost.RelayReply;
import caravel.control.hosting.RelaySpec;
import caravel.control.hosting.files.FileHost;
import caravel.outbound.Bulkhead;
import java.util.List;
import java.util.Locale;
import java.util.stream.StreamSupport;
import tools.jackson.databind.JsonNode;

/// The routes of the engine that list and delete files (`/relay/{id}/files`). A stock zooid does
/// not have them.
final class EngineFiles implements FileHost {
  private static final int PAGE_FILES = 50;
  private static final String NO_FILE = "file not found";

  private final ZooidApi api;
  private final Bulkhead calls;

  /// @param calls shared with the other calls to the host
  EngineFiles(ZooidApi api, Bulkhead calls) {
    this.api = api;
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
    if (reply instanceof ZooidReply.Answer answer
        && answer.status() == 404
        && answer.error().equals(NO_FILE)) {
      return new RelayReply.Answered<>(false);
    }
    return ZooidVerdict.of(reply, List.of()) instanceof ZooidVerdict.Done
        ? new RelayReply.Answered<>(true)
        : failed(reply);
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
