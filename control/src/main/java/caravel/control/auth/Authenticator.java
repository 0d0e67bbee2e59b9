package caravel.control.auth;

import caravel.control.db.Db;
import caravel.nostr.Event;
import caravel.nostr.EventJson.UnknownKeys;
import caravel.nostr.Hex;
import caravel.nostr.Kinds;
import caravel.nostr.MalformedException;
import caravel.nostr.Nip98;
import caravel.nostr.Nip98Token;
import caravel.nostr.PublicKey;
import caravel.nostr.Sha256;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Verifies `Authorization: Nostr …` in both forms: a *session* names the server and is valid for
/// many requests, a *request* token names one request and is valid once.
///
/// The time is checked last, so that an error about clocks appears only if everything else is
/// correct.
public final class Authenticator {
  static final long SESSION_AGE_SECONDS_MAX = 30 * 60;
  static final long SESSION_AHEAD_SECONDS_MAX = 10 * 60;
  static final long REQUEST_SKEW_SECONDS_MAX = 60;

  /// Largest age of a session for changes by an operator (api.md, "Authentication").
  static final int FRESH_SECONDS_MAX = 5 * 60;

  static final int SESSIONS_CACHED_MAX = 20_000;

  static final String NOBODY = "Log in first.";
  static final String INVALID = "This login isn’t valid. Log in again.";
  static final String WRONG_TIME = "Your session has expired, or this device’s clock is wrong.";
  static final String ENDED = "You’ve logged out. Log in again.";
  static final String USED = "This request was already sent. Sign it again.";

  private final AuthSettings settings;
  private final Db db;
  private final InstantSource clock;
  private final TokenStore store = new TokenStore();
  private final Map<String, Long> ended;

  /// The stored part of a verified session event.
  private record Session(String eventId, PublicKey pubkey, long created) {}

  /// Verified sessions by the hash of their header, so that each signature is checked once.
  private final Cache<String, Session> sessions =
      Caffeine.newBuilder().maximumSize(SESSIONS_CACHED_MAX).build();

  public Authenticator(AuthSettings settings, Db db, InstantSource clock) {
    this.settings = settings;
    this.db = db;
    this.clock = clock;
    this.ended = new ConcurrentHashMap<>(db.read(store::ended));
  }

  public AuthResult check(AuthRequest attempt) {
    var header = attempt.authorization();
    if (header == null || header.isBlank()) {
      return new AuthResult.Refused(NOBODY, "no token");
    }
    var cached = sessions.getIfPresent(hash(header));
    if (cached != null) {
      return session(cached);
    }
    try {
      return verify(header, Nip98.parse(header, UnknownKeys.PASSED_OVER), attempt);
    } catch (MalformedException malformed) {
      return invalid(String.valueOf(malformed.getMessage()));
    }
  }

  /// Ends a session early. Remembered until the session would have expired. A token for one request
  /// needs no end.
  public void end(AuthResult.Token token) {
    if (!token.session()) {
      return;
    }
    db.inTx(tx -> {
      store.end(tx, token.eventId(), token.expiresAt());
      return null;
    });
    var now = seconds();
    ended.values().removeIf(expiresAt -> expiresAt < now - TokenStore.KEPT_SECONDS);
    ended.put(token.eventId(), token.expiresAt());
  }

  private AuthResult verify(String header, Nip98Token token, AuthRequest attempt) {
    if (token.kind() != Kinds.HTTP_AUTH) {
      return invalid("kind " + token.kind());
    }
    Event event;
    try {
      event = token.signed();
    } catch (IllegalArgumentException _) {
      return invalid("bad signature");
    }
    if (!event.id().hex().equalsIgnoreCase(token.id())) {
      return invalid("the id is not the event's hash");
    }
    var url = last(event, "u").orElse("");
    var session = isServer(url);
    if (!session) {
      var wrong = mismatch(event, url, attempt);
      if (wrong != null) {
        return invalid(wrong);
      }
    }
    if (!session) {
      return request(event);
    }
    var verified = new Session(event.id().hex(), event.pubkey(), created(event));
    sessions.put(hash(header), verified);
    return session(verified);
  }

  /// Returns the part of the event that belongs to another request; null = everything matches.
  private @Nullable String mismatch(Event event, String url, AuthRequest attempt) {
    if (!url.equals(base(settings.serverUrl()) + attempt.pathAndQuery())
        && !url.equals(base(settings.appUrl()) + attempt.pathAndQuery())) {
      return "u names another address: " + url;
    }
    var method = last(event, "method").orElse("");
    if (!method.toUpperCase(Locale.ROOT).equals(attempt.method())) {
      return "method names another one: " + method;
    }
    var payload = last(event, "payload");
    var body = attempt.body();
    if (payload.isPresent()
        && body != null
        && !payload.get().equalsIgnoreCase(Hex.encode(Sha256.of(body.get())))) {
      return "payload is not the body's hash";
    }
    return null;
  }

  private AuthResult session(Session session) {
    var age = seconds() - session.created();
    if (age > SESSION_AGE_SECONDS_MAX || age < -SESSION_AHEAD_SECONDS_MAX) {
      return new AuthResult.Refused(WRONG_TIME, "session is " + age + " s old");
    }
    if (ended.containsKey(session.eventId())) {
      return new AuthResult.Refused(ENDED, "session was ended");
    }
    var expiresAt = session.created() + SESSION_AGE_SECONDS_MAX;
    return accepted(
        session.pubkey(),
        new AuthResult.Token(session.eventId(), true, age <= FRESH_SECONDS_MAX, expiresAt));
  }

  private AuthResult request(Event event) {
    var created = created(event);
    var age = seconds() - created;
    if (Math.abs(age) > REQUEST_SKEW_SECONDS_MAX) {
      return new AuthResult.Refused(WRONG_TIME, "request token is " + age + " s old");
    }
    var expiresAt = created + REQUEST_SKEW_SECONDS_MAX;
    if (!db.inTx(tx -> store.use(tx, event.id().hex(), expiresAt))) {
      return new AuthResult.Refused(USED, "request token was used before");
    }
    return accepted(event.pubkey(), new AuthResult.Token(event.id().hex(), false, true, expiresAt));
  }

  private AuthResult accepted(PublicKey pubkey, AuthResult.Token token) {
    return new AuthResult.Accepted(new Caller(pubkey, settings.admins().contains(pubkey)), token);
  }

  private static String hash(String header) {
    return Hex.encode(Sha256.of(header.getBytes(StandardCharsets.UTF_8)));
  }

  /// Bounded, so that sums with it do not overflow.
  private static long created(Event event) {
    return Math.clamp(event.createdAt(), 0, Integer.MAX_VALUE * 1_000L);
  }

  private static AuthResult invalid(String why) {
    return new AuthResult.Refused(INVALID, why);
  }

  private boolean isServer(String url) {
    return base(url).equals(base(settings.serverUrl()));
  }

  private static String base(String url) {
    return url.endsWith("/") ? url.substring(0, url.length() - 1) : url;
  }

  private static Optional<String> last(Event event, String tag) {
    var values = event.tagValues(tag);
    return values.isEmpty() ? Optional.empty() : Optional.of(values.getLast());
  }

  private long seconds() {
    return clock.instant().getEpochSecond();
  }

  /// A request, as far as its token speaks of it.
  ///
  /// @param authorization the header's value, or null
  /// @param method upper case
  /// @param pathAndQuery as the client wrote them
  /// @param body read only when the token names its hash; null = streamed, and not compared
  public record AuthRequest(
      @Nullable String authorization,
      String method,
      String pathAndQuery,
      @Nullable Supplier<byte[]> body) {}

  /// The result of checking a token.
  public sealed interface AuthResult {
    /// It is good; `session` identifies a session event and when it ends by itself.
    record Accepted(Caller caller, Token token) implements AuthResult {}

    /// It is not; `sentence` is for the person, `why` for the log.
    record Refused(String sentence, String why) implements AuthResult {}

    /// The event that was shown.
    ///
    /// @param fresh the token is for this request alone, or a session of at most
    ///   [Authenticator#FRESH_SECONDS_MAX]
    /// @param expiresAt unix seconds, when it ends by itself
    record Token(String eventId, boolean session, boolean fresh, long expiresAt) {}
  }

  /// The settings that tokens are checked against.
  ///
  /// @param serverUrl the API's public base, the `u` of a session
  /// @param appUrl the web app's public base, under which requests may be made as well
  /// @param admins the operator's keys
  public record AuthSettings(String serverUrl, String appUrl, Set<PublicKey> admins) {
    public AuthSettings {
      admins = Set.copyOf(admins);
    }
  }
}
