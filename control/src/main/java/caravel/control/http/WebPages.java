package caravel.control.http;

import caravel.control.problem.Problem;
import io.javalin.http.Context;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;

/// Serves the web app: its page, its files, and its content security policy.
final class WebPages {
  /// The one content security policy; the mock of the web app reads the same file.
  private static final String POLICY_FILE = "/web/content-security-policy.txt";

  private static final String FOR_EVER = "public,max-age=31536000,immutable";
  private static final String FOR_MINUTES = "public,max-age=300";

  private final WebFiles files;
  private final String policy;

  WebPages(HttpSettings.Web web) {
    this.files = WebFiles.of(web.folder(), web.name());
    this.policy = policy().replace("{more}", sources(web.connectSources()));
  }

  void page(Context ctx) {
    ctx.header("Vary", "Accept, Accept-Encoding, Origin");
    ctx.header("Cache-Control", "no-cache");
    ctx.header("Content-Security-Policy", policy);
    ctx.header("Cross-Origin-Opener-Policy", "same-origin");
    ctx.header("Permissions-Policy", "camera=(self), microphone=(), geolocation=()");
    send(ctx, files.page());
  }

  /// A missing file is 404; the page is never served in its place.
  void file(Context ctx) {
    var file = files.find(ctx.path()).orElseThrow(() -> Problem.notFound().asException());
    ctx.header("Vary", "Accept-Encoding, Origin");
    ctx.header("Cache-Control", Negotiation.isAsset(ctx.path()) ? FOR_EVER : FOR_MINUTES);
    send(ctx, file);
  }

  private static void send(Context ctx, WebFiles.WebFile file) {
    var sent = file.as(ctx.header("Accept-Encoding"));
    if (!sent.encoding().isEmpty()) {
      ctx.header("Content-Encoding", sent.encoding());
    }
    ctx.contentType(file.contentType()).result(sent.bytes());
  }

  private static String policy() {
    try (var file = WebPages.class.getResourceAsStream(POLICY_FILE)) {
      return new String(Objects.requireNonNull(file).readAllBytes(), StandardCharsets.UTF_8)
          .strip();
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  private static String sources(List<String> connectSources) {
    return connectSources.isEmpty() ? "" : " " + String.join(" ", connectSources);
  }
}
