package caravel.control.http;

import caravel.control.auth.Authenticator.AuthRequest;
import caravel.control.db.DbException;
import caravel.control.problem.Problem;
import caravel.control.problem.ProblemException;
import caravel.control.trace.TraceContext;
import io.javalin.http.Context;
import io.javalin.http.HttpResponseException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Collections;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.eclipse.jetty.ee10.servlet.ServletContextRequest;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Connects HTTP to the route table: common headers, the choice between web app and API, body
/// limits, and problems as JSON.
final class HttpAdapter {
  static final int BODY_BYTES_MAX = 64 * 1024;

  /// Bytes of a too large body that are still read: a client reads no response while it sends.
  static final int BODY_BYTES_HEARD_MAX = 16 * BODY_BYTES_MAX;

  /// Time limit of a body, so that a slow client does not hold a thread.
  private static final Duration BODY_WAIT_MAX = Duration.ofSeconds(20);

  private static final Logger LOG = LoggerFactory.getLogger(HttpAdapter.class);
  private static final String TRACE = "trace";
  private static final String OF_A_RELAY = "/relays/{id}";
  private static final Pattern RELAY_ID = Pattern.compile("[A-Za-z0-9-]{1,64}");
  private static final String CLIENT_ADDRESS = "client-address";
  private static final String JSON = "application/json";

  /// Public look-ups that read the database have a lower limit per address.
  static final int LOOKUPS_PER_SECOND = 5;

  /// Reports of people without an account.
  static final int REPORTS_PER_HOUR = 20;

  private static final String REPORTS = "/reports";

  private static final Set<String> UNCOUNTED = Set.of("/healthz", "/readyz");

  private final Cors cors;
  private final ClientAddress addresses;
  private final RateLimit perAddress;
  private final RateLimit lookups;
  private final RateLimit reports;
  private final WebPages pages;
  private final AccessControl access;
  private final AllowedMethods methods;
  private final ApiTimers timers;
  private final RequestTraces traces;
  private final InstantSource clock;

  HttpAdapter(
      HttpSettings settings,
      AccessControl access,
      AllowedMethods methods,
      ApiTimers timers,
      InstantSource clock) {
    this.cors = new Cors(settings.allowOrigins());
    this.addresses = new ClientAddress(settings.trustProxy());
    this.perAddress = RateLimit.perSecond(settings.rates().perAddress(), clock);
    var isLimited = settings.rates().perAddress() > 0;
    this.lookups = RateLimit.perSecond(isLimited ? LOOKUPS_PER_SECOND : 0, clock);
    this.reports = RateLimit.of(isLimited ? REPORTS_PER_HOUR : 0, Duration.ofHours(1), clock);
    this.pages = new WebPages(settings.web());
    this.access = access;
    this.methods = methods;
    this.timers = timers;
    this.traces = new RequestTraces(addresses);
    this.clock = clock;
  }

  /// Answers requests that are not for the API, before any route.
  void before(Context ctx) {
    var trace = traces.begin(ctx.req());
    var _ = TraceContext.enter(trace);
    ctx.attribute(TRACE, trace);
    ctx.header(TraceContext.REQUEST_ID_HEADER, trace.requestId());
    ctx.header("X-Content-Type-Options", "nosniff");
    ctx.header("Referrer-Policy", "no-referrer");
    ctx.header("Cache-Control", "no-store");
    ctx.header("Vary", "Accept, Origin");
    cors.mark(ctx);
    switch (Negotiation.of(ctx.method().name(), ctx.path(), ctx.header("Accept"))) {
      case APP -> {
        pages.page(ctx);
        ctx.skipRemainingHandlers();
      }
      case FILE -> {
        pages.file(ctx);
        ctx.skipRemainingHandlers();
      }
      case API -> api(ctx);
    }
  }

  void serve(Context ctx, Route route) throws IOException {
    var id = route.path().startsWith(OF_A_RELAY) ? ctx.pathParam("id") : "";
    if (!RELAY_ID.matcher(id).matches()) {
      answer(ctx, route);
      return;
    }
    try (var _ = TraceContext.relay(id)) {
      answer(ctx, route);
    }
  }

  private void answer(Context ctx, Route route) throws IOException {
    switch (respond(ctx, route)) {
      case Response.Data data -> write(ctx, Envelope.of(data));
      case Response.Listed listed -> write(ctx, Envelope.of(listed.page()));
      case Response.Failed failed -> write(ctx, failed.problem());
      case Response.Kept kept -> write(ctx, new Envelope.Answer(kept.status(), kept.json()));
      case Response.Plain plain ->
          ctx.status(plain.status()).contentType("text/plain; charset=utf-8").result(plain.text());
      case Response.Raw raw -> {
        raw.headers().forEach(ctx::header);
        ctx.status(raw.status()).contentType(raw.contentType()).result(raw.bytes());
      }
      case Response.Streamed streamed -> stream(ctx, streamed);
    }
  }

  private Response respond(Context ctx, Route route) throws IOException {
    var isWhole = route.body() == Route.Body.WHOLE;
    var body = isWhole ? body(ctx) : new byte[0];
    var upload = isWhole ? null : upload(ctx.req());
    var attempt =
        new AuthRequest(
            ctx.header("Authorization"),
            ctx.method().name(),
            pathAndQuery(ctx.req()),
            isWhole ? () -> body : null);
    var sent = new Request.Sent(ctx.pathParamMap(), query(ctx), headers(ctx), body, upload);
    try {
      return access.enter(route, attempt, sent, origin(ctx));
    } catch (ProblemException refused) {
      if (upload != null) {
        drain(upload.bytes());
      }
      throw refused;
    }
  }

  /// Reads the bytes that have arrived: a connection that is closed before them is reset, and the
  /// client may lose the response. Never waits for more.
  private static void drain(InputStream body) throws IOException {
    var part = new byte[8192];
    for (int heard = 0; heard < BODY_BYTES_HEARD_MAX && body.available() > 0; ) {
      int read = body.read(part);
      if (read < 0) {
        return;
      }
      heard += read;
    }
  }

  private static Request.Upload upload(HttpServletRequest request) throws IOException {
    return new Request.Upload(request.getInputStream(), request.getContentLengthLong());
  }

  /// Called after the response was written.
  void ended(Context ctx, float millis) {
    timers.ended(ctx, millis);
    var _ = TraceContext.enter(null);
  }

  /// Answers after an `Error`, without any of the usual code.
  static void broken(HttpServletResponse response, Error error) {
    LOG.error("500", error);
    var answer = Envelope.of(new Problem.Internal(), "");
    response.setStatus(answer.status());
    response.setContentType(JSON);
    try {
      response.getOutputStream().print(answer.json());
    } catch (IOException gone) {
      LOG.debug("the client is gone", gone);
    }
  }

  /// Answers a thrown exception.
  void failed(Throwable thrown, Context ctx) {
    switch (thrown) {
      case ProblemException refused -> write(ctx, refused.problem());
      case HttpResponseException refused -> write(ctx, problem(refused, ctx));
      case IOException gone -> {
        LOG.debug("the client is gone ({})", requestId(ctx), gone);
        write(ctx, new Problem.Invalid("invalid", null, "The request was cut off."));
      }
      case DbException busy when busy.isTemporary() -> {
        LOG.warn("503 {} {} ({})", ctx.method(), ctx.path(), requestId(ctx), busy);
        write(ctx, new Problem.Unavailable("busy", "Caravel is busy. Try again in a moment."));
      }
      default -> {
        LOG.error("500 {} {} ({})", ctx.method(), ctx.path(), requestId(ctx), thrown);
        write(ctx, new Problem.Internal());
      }
    }
  }

  private void api(Context ctx) {
    if (ctx.method().name().equals("OPTIONS")) {
      cors.preflight(ctx, methods.of(ctx.path()));
      ctx.skipRemainingHandlers();
      return;
    }
    if (UNCOUNTED.contains(ctx.path())) {
      return;
    }
    timers.include(ctx);
    var address = clientAddress(ctx.req());
    ctx.attribute(CLIENT_ADDRESS, address);
    perAddress
        .take(address)
        .or(() -> isLookup(ctx.path()) ? lookups.take(address) : Optional.empty())
        .or(() -> isReport(ctx) ? reports.take(address) : Optional.empty())
        .ifPresent(wait -> {
          throw new Problem.TooMany(wait).asException();
        });
  }

  private static boolean isReport(Context ctx) {
    return ctx.path().equals(REPORTS) && ctx.method().name().equals("POST");
  }

  private static boolean isLookup(String path) {
    return path.equals("/availability")
        || path.startsWith(REPORTS + "/")
        || path.startsWith("/status/")
        || path.startsWith(Negotiation.INVITE_PAGES);
  }

  /// Joins all lines of `X-Forwarded-For` into one list (RFC 9110, section 5.3): some proxies add a
  /// second line.
  private String clientAddress(HttpServletRequest request) {
    var lines = Collections.list(request.getHeaders("X-Forwarded-For"));
    return addresses.of(request.getRemoteAddr(), lines.isEmpty() ? null : String.join(",", lines));
  }

  private void stream(Context ctx, Response.Streamed streamed) throws IOException {
    timers.exclude(ctx);
    ctx.contentType(streamed.contentType());
    if (!streamed.fileName().isEmpty()) {
      ctx.header("Content-Disposition", "attachment; filename=\"" + streamed.fileName() + "\"");
    }
    // A proxy that buffers responses would hold a stream back for ever.
    ctx.header("X-Accel-Buffering", "no");
    if (ctx.method().name().equals("HEAD")) {
      return;
    }
    try {
      // Javalin's own stream keeps flushed data in memory.
      streamed.body().writeTo(ctx.res().getOutputStream());
    } catch (Response.IncompleteException cut) {
      LOG.info("a response ends too early ({}): {}", requestId(ctx), cut.getMessage());
      ServletContextRequest.getServletContextRequest(ctx.req())
          .getConnectionMetaData()
          .getConnection()
          .getEndPoint()
          .close();
    } catch (IOException gone) {
      LOG.debug("a listener is gone", gone);
    } catch (InterruptedException stop) {
      Thread.currentThread().interrupt();
    }
  }

  private byte[] body(Context ctx) throws IOException {
    if (ctx.req().getContentLengthLong() > BODY_BYTES_HEARD_MAX) {
      throw tooLarge();
    }
    var deadline = clock.instant().plus(BODY_WAIT_MAX);
    var body = new ByteArrayOutputStream();
    var heard = 0;
    var part = new byte[8192];
    var in = ctx.req().getInputStream();
    for (var read = in.read(part); read >= 0; read = in.read(part)) {
      heard += read;
      if (heard > BODY_BYTES_HEARD_MAX) {
        throw tooLarge();
      }
      if (heard <= BODY_BYTES_MAX) {
        body.write(part, 0, read);
      }
      if (clock.instant().isAfter(deadline)) {
        throw new IOException("the body comes in a trickle");
      }
    }
    if (heard > BODY_BYTES_MAX) {
      throw tooLarge();
    }
    return body.toByteArray();
  }

  private static ProblemException tooLarge() {
    return new Problem.TooLarge("That’s too large: the limit is 64 KiB.").asException();
  }

  private static String pathAndQuery(HttpServletRequest request) {
    var query = request.getQueryString();
    return query == null ? request.getRequestURI() : request.getRequestURI() + "?" + query;
  }

  private static Map<String, String> query(Context ctx) {
    var first = new HashMap<String, String>();
    ctx.queryParamMap()
        .forEach((name, values) -> {
          if (!values.isEmpty()) {
            first.put(name, values.getFirst());
          }
        });
    return first;
  }

  private static Map<String, String> headers(Context ctx) {
    var headers = new HashMap<String, String>();
    ctx.headerMap().forEach((name, value) -> headers.put(name.toLowerCase(Locale.ROOT), value));
    headers.remove("authorization");
    return headers;
  }

  private Problem problem(HttpResponseException refused, Context ctx) {
    return switch (refused.getStatus()) {
      case 404 -> Problem.notFound();
      case 405 -> new Problem.MethodNotAllowed(methods.of(ctx.path()));
      case 413 -> tooLarge().problem();
      default -> new Problem.Invalid("invalid", null, "We couldn’t read this request.");
    };
  }

  private static void write(Context ctx, Problem problem) {
    switch (problem) {
      case Problem.TooMany tooMany -> {
        var seconds = Math.max(1, tooMany.retryAfter().plusMillis(999).toSeconds());
        ctx.header("Retry-After", String.valueOf(seconds));
      }
      case Problem.Unauthenticated _ -> ctx.header("WWW-Authenticate", "Nostr");
      case Problem.MethodNotAllowed no -> ctx.header("Allow", String.join(", ", no.allowed()));
      case Problem.Invalid _,
          Problem.Refused _,
          Problem.Forbidden _,
          Problem.NotFound _,
          Problem.Conflict _,
          Problem.TooLarge _,
          Problem.Unavailable _,
          Problem.Internal _ -> {}
    }
    write(ctx, Envelope.of(problem, requestId(ctx)));
  }

  private static void write(Context ctx, Envelope.Answer answer) {
    ctx.status(answer.status()).contentType(JSON).result(answer.json());
  }

  private static Origin origin(Context ctx) {
    @Nullable String address = ctx.attribute(CLIENT_ADDRESS);
    return new Origin(address == null ? "" : address, requestId(ctx));
  }

  private static String requestId(Context ctx) {
    @Nullable TraceContext trace = ctx.attribute(TRACE);
    return trace == null ? "" : trace.requestId();
  }
}
