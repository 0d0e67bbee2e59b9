package caravel.control.http;

import caravel.control.auth.Authenticator;
import caravel.control.auth.Authenticator.AuthRequest;
import caravel.control.auth.Authenticator.AuthResult;
import caravel.control.http.Route.HttpMethod;
import caravel.control.problem.Problem;
import caravel.control.problem.ProblemException;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Runs each request to a route through authentication, authorization and idempotency, and then its
/// handler. The only place where access is checked.
final class AccessControl {
  private static final Logger LOG = LoggerFactory.getLogger(AccessControl.class);

  static final String NOT_FRESH =
      "Operators must have logged in within the last 5 minutes to change something. Log in again.";

  private static final Pattern CONTROL = Pattern.compile("\\p{Cntrl}");
  private static final int LOGGED_CHARACTERS_MAX = 300;

  private final Authenticator authenticator;
  private final Idempotency idempotency;
  private final OpenStreams streams;
  private final RateLimit perKey;
  private final Quotas quotas;
  private final LogThrottle refusals;

  AccessControl(
      Authenticator authenticator, Idempotency idempotency, OpenStreams streams, Limits limits) {
    this.authenticator = authenticator;
    this.idempotency = idempotency;
    this.streams = streams;
    this.perKey = limits.perKey();
    this.quotas = limits.quotas();
    this.refusals = limits.refusals();
  }

  /// The limits of callers.
  ///
  /// @param refusals limits the logging of refused sign-ins
  record Limits(RateLimit perKey, Quotas quotas, LogThrottle refusals) {}

  /// @throws ProblemException if the request does not reach the handler
  Response enter(Route route, AuthRequest attempt, Request.Sent sent, Origin origin) {
    var requestId = origin.requestId();
    var signIn = admit(route.access(), attempt, requestId);
    var request = new Request(sent, signIn);
    authorize(route, request);
    if (signIn != null) {
      refuseOverQuota(route.quota(), signIn, origin);
    }
    var key = request.header("Idempotency-Key");
    var repeatable =
        route.body() == Route.Body.WHOLE
            && (route.method() == HttpMethod.POST || route.method() == HttpMethod.PUT);
    if (key.isEmpty() || !repeatable || signIn == null) {
      var response = route.handler().handle(request);
      return response instanceof Response.Streamed streamed && signIn != null
          ? streams.bounded(streamed, signIn, origin.address())
          : response;
    }
    var path = route.method() + " " + attempt.pathAndQuery();
    var kept = new IdempotencyStore.Key(signIn.caller().pubkey().hex(), path, key.get());
    var answer = idempotency.once(kept, sent.body(), () -> handled(route, request, requestId));
    return new Response.Kept(answer.status(), answer.json());
  }

  private Envelope.Answer handled(Route route, Request request, String requestId) {
    try {
      return switch (route.handler().handle(request)) {
        case Response.Data data -> Envelope.of(data);
        case Response.Listed listed -> Envelope.of(listed.page());
        case Response.Failed failed -> Envelope.of(failed.problem(), requestId);
        case Response.Kept kept -> new Envelope.Answer(kept.status(), kept.json());
        case Response.Streamed _, Response.Plain _, Response.Raw _ ->
            throw new IllegalStateException("an answer that cannot be kept: " + route.path());
      };
    } catch (ProblemException refused) {
      return Envelope.of(refused.problem(), requestId);
    }
  }

  private AuthResult.@Nullable Accepted admit(
      Access access, AuthRequest attempt, String requestId) {
    return switch (access) {
      case Access.Public _ -> null;
      case Access.Authed _, Access.Owner _, Access.Team _, Access.Admin _ ->
          signIn(attempt, requestId);
    };
  }

  private AuthResult.Accepted signIn(AuthRequest attempt, String requestId) {
    return switch (authenticator.check(attempt)) {
      case AuthResult.Refused refused -> {
        refusals.log(() ->
            LOG.info(
                "401 {} {}: {} ({})",
                attempt.method(),
                path(attempt.pathAndQuery()),
                printable(refused.why()),
                requestId));
        throw new Problem.Unauthenticated(refused.sentence()).asException();
      }
      case AuthResult.Accepted accepted -> {
        var wait = perKey.take(accepted.caller().pubkey().hex());
        if (wait.isPresent()) {
          throw new Problem.TooMany(wait.get()).asException();
        }
        yield accepted;
      }
    };
  }

  private void refuseOverQuota(Quota quota, AuthResult.Accepted signIn, Origin origin) {
    quotas
        .take(quota, signIn.caller().pubkey(), origin.address())
        .ifPresent(wait -> {
          throw new Problem.TooMany(wait).asException();
        });
  }

  private static void authorize(Route route, Request request) {
    switch (route.access()) {
      case Access.Public _, Access.Authed _ -> {}
      case Access.Admin _ -> {
        if (!request.caller().admin()) {
          throw Problem.forbidden().asException();
        }
        requireFreshForChange(route, request);
      }
      case Access.Owner(var owner) -> {
        var found = owner.find(request);
        var own = found.filter(key -> key.equals(request.caller().pubkey())).isPresent();
        if (!own) {
          requireAdminOf(found.isPresent(), route, request);
        }
      }
      case Access.Team team -> authorize(team, route, request);
    }
  }

  private static void authorize(Access.Team team, Route route, Request request) {
    var found = team.owner().find(request);
    if (found.filter(key -> key.equals(request.caller().pubkey())).isPresent()) {
      return;
    }
    var held = found.isEmpty() ? Optional.<TeamRole>empty() : team.role().find(request);
    if (held.filter(role -> role.includes(team.needed())).isPresent()) {
      return;
    }
    if (held.isPresent() && !request.caller().admin()) {
      throw new Problem.Forbidden("forbidden", refusal(team.needed())).asException();
    }
    requireAdminOf(found.isPresent(), route, request);
  }

  /// @param exists whether the object in the path exists
  private static void requireAdminOf(boolean exists, Route route, Request request) {
    if (!exists || !request.caller().admin()) {
      throw Problem.notFound().asException();
    }
    requireFreshForChange(route, request);
  }

  private static String refusal(TeamRole needed) {
    return switch (needed) {
      case MODERATOR -> throw new IllegalArgumentException("every role includes it");
      case CO_OWNER -> "Only the owner and the co-owners of this relay can do that.";
      case OWNER -> "Only the owner of this relay can do that.";
    };
  }

  /// Requires a fresh session of operators for changes: a session token is valid for half an hour
  /// and for everything, so a stolen one must not allow changes for long.
  private static void requireFreshForChange(Route route, Request request) {
    if (route.method() != HttpMethod.GET && !request.signIn().token().fresh()) {
      throw new Problem.Unauthenticated(NOT_FRESH).asException();
    }
  }

  /// Shortens untrusted text to one line for the log.
  private static String printable(String text) {
    var line = CONTROL.matcher(text).replaceAll("?");
    return line.length() > LOGGED_CHARACTERS_MAX ? line.substring(0, LOGGED_CHARACTERS_MAX) : line;
  }

  private static String path(String pathAndQuery) {
    var query = pathAndQuery.indexOf('?');
    return query < 0 ? pathAndQuery : pathAndQuery.substring(0, query);
  }
}
