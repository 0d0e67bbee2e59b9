package caravel.control.hosting.files;

import caravel.control.hosting.RelayAccess;
import caravel.control.hosting.files.FileHost.FilePage;
import caravel.control.hosting.files.FileHost.FileSort;
import caravel.control.hosting.files.FileHost.StoredFile;
import caravel.control.http.Request;
import caravel.control.http.Response;
import caravel.control.http.Route;
import caravel.control.http.TeamRole;
import caravel.control.plan.Plan;
import caravel.control.plan.Plans;
import caravel.control.problem.Problem;
import caravel.control.relay.Relay;
import caravel.control.relay.RelayId;
import caravel.control.relay.RelayProgress;
import caravel.nostr.PublicKey;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The routes for the files of a relay, which the relay's host stores.
public final class FileRoutes {
  private static final Pattern HASH = Pattern.compile("[0-9a-f]{64}");
  private static final Pattern CURSOR = Pattern.compile("[0-9]{1,18}[.][0-9a-f]{64}");

  private final RelayProgress relays;
  private final Plans plans;
  private final RelayFiles files;

  /// @param hosts by the parent domain of their relays
  public FileRoutes(
      RelayProgress relays, Plans plans, RelayAccess access, Map<String, FileHost> hosts) {
    this.relays = relays;
    this.plans = plans;
    this.files = new RelayFiles(relays, access, hosts);
  }

  record UsageView(
      long files, long bytes, @Nullable Long bytesMax, @Nullable Long bytesMaxPerMember) {}

  record FileView(
      String sha256, String url, long size, String type, List<PublicKey> owners, long uploadedAt) {}

  record FilesView(UsageView usage, List<FileView> files, @Nullable String next) {}

  record DeletedView(String sha256) {}

  public List<Route> routes() {
    var moderator = relays.access(TeamRole.MODERATOR);
    return List.of(
        Route.get("/relays/{id}/files", moderator, this::list),
        Route.delete("/relays/{id}/files/{hash}", moderator, this::delete));
  }

  private Response list(Request request) {
    var relay = relay(request);
    var cursor = request.query("cursor").orElse("");
    if (!cursor.isEmpty() && !CURSOR.matcher(cursor).matches()) {
      throw Problem.invalid("cursor", "This cursor isn’t one of ours.").asException();
    }
    return Response.ok(shown(relay, files.page(relay, sort(request), cursor)));
  }

  private Response delete(Request request) {
    var hash = request.path("hash");
    if (!HASH.matcher(hash).matches()) {
      throw Problem.invalid("hash", "That’s not the hash of a file.").asException();
    }
    files.delete(relay(request), hash, request.caller());
    return Response.ok(new DeletedView(hash));
  }

  private FilesView shown(Relay relay, FilePage page) {
    var limits =
        plans
            .byId(relay.wishes().planId())
            .map(plan -> plan.offer().files())
            .orElse(Plan.FileBytes.DEFAULT);
    var usage = new UsageView(page.files(), page.bytes(), limits.relay(), limits.member());
    var files = page.page().stream().map(file -> shown(relay, file)).toList();
    return new FilesView(usage, files, page.next().isEmpty() ? null : page.next());
  }

  /// A relay serves its files at its own address, `https:` for `wss:`.
  private static FileView shown(Relay relay, StoredFile file) {
    var url = relay.url().replaceFirst("^ws", "http") + "/" + file.sha256();
    return new FileView(
        file.sha256(), url, file.size(), file.type(), file.owners(), file.uploadedAt());
  }

  private static FileSort sort(Request request) {
    return switch (request.query("sort").orElse("")) {
      case "", "size" -> FileSort.SIZE;
      case "time" -> FileSort.TIME;
      default -> throw Problem.invalid("sort", "Sort by size or time.").asException();
    };
  }

  private Relay relay(Request request) {
    return find(request).orElseThrow(() -> Problem.notFound().asException());
  }

  private Optional<Relay> find(Request request) {
    return relays.byId(new RelayId(request.path("id")));
  }
}
