package caravel.control.http;

import caravel.control.problem.Problem;
import io.javalin.http.Context;
import java.util.List;

/// Serves the web app: its page, its files, and its content security policy.
final class WebPages {
  private static final String POLICY =
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:;"
          + " font-src 'self'; connect-src 'self' wss:{more}; worker-src 'self'; manifest-src 'self';"
          + " base-uri 'none'; form-action 'self'; frame-ancestors 'none'";
  private static final String FOR_EVER = "public,max-age=31536000,immutable";
  private static final String FOR_MINUTES = "public,max-age=300";

  private final WebFiles files;
  private final String policy;

  WebPages(HttpSettings.Web web) {
    this.files = WebFiles.of(web.folder(), web.name());
    this.policy = POLICY.replace("{more}", sources(web.connectSources()));
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

  private static String sources(List<String> connectSources) {
    return connectSources.isEmpty() ? "" : " " + String.join(" ", connectSources);
  }
}
