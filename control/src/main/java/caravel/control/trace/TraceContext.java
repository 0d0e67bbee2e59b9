package caravel.control.trace;

import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;

/// The ids of one request to the API. The current thread's are on each of its log lines, as
/// `request_id` and `trace_id`, and a transaction has those of the thread that waits for it.
///
/// @param requestId as in the response header `X-Request-Id`
/// @param traceId 32 hex digits (W3C Trace Context)
/// @param spanId 16 hex digits: the parent of the calls that the request causes
/// @param flags two hex digits; the last bit = the caller records this trace
public record TraceContext(String requestId, String traceId, String spanId, String flags) {
  public static final String REQUEST_ID_HEADER = "X-Request-Id";
  public static final String TRACEPARENT_HEADER = "traceparent";

  private static final Pattern REQUEST_ID = Pattern.compile("[A-Za-z0-9._~+/=-]{1,64}");
  private static final String NO_FLAGS = "00";

  /// Later versions may append fields.
  private static final Pattern TRACEPARENT =
      Pattern.compile(
          "(?!ff)[0-9a-f]{2}-(?!0{32})([0-9a-f]{32})-(?!0{16})[0-9a-f]{16}-([0-9a-f]{2})");

  private static final int TRACEPARENT_CHARACTERS = 55;
  private static final int TRACEPARENT_CHARACTERS_MAX = 512;

  private static final String REQUEST_ID_KEY = "request_id";
  private static final String TRACE_ID_KEY = "trace_id";
  private static final String RELAY_ID_KEY = "relay_id";

  private static final ThreadLocal<@Nullable TraceContext> CURRENT = new ThreadLocal<>();

  /// Restores the ids that a thread had before.
  public interface Scope extends AutoCloseable {
    @Override
    void close();
  }

  /// The trace of a caller, from its `traceparent`.
  public record Parent(String traceId, String flags) {}

  /// A request of a trace.
  ///
  /// @param parent null = the request begins a trace
  /// @param newTraceId used without a parent
  public static TraceContext of(
      String requestId, @Nullable Parent parent, String newTraceId, String spanId) {
    return parent == null
        ? new TraceContext(requestId, newTraceId, spanId, NO_FLAGS)
        : new TraceContext(requestId, parent.traceId(), spanId, parent.flags());
  }

  /// Whether a request id has only harmless characters, 64 at most.
  public static boolean isRequestId(String text) {
    return REQUEST_ID.matcher(text).matches();
  }

  /// Parses a `traceparent`; empty if it is malformed.
  public static Optional<Parent> parent(String traceparent) {
    if (traceparent.length() < TRACEPARENT_CHARACTERS
        || traceparent.length() > TRACEPARENT_CHARACTERS_MAX) {
      return Optional.empty();
    }
    var isVersion0 = traceparent.startsWith("00-");
    var rest = traceparent.substring(TRACEPARENT_CHARACTERS);
    if (!rest.isEmpty() && (isVersion0 || !rest.startsWith("-"))) {
      return Optional.empty();
    }
    var fields = TRACEPARENT.matcher(traceparent.substring(0, TRACEPARENT_CHARACTERS));
    return fields.matches()
        ? Optional.of(new Parent(fields.group(1), fields.group(2)))
        : Optional.empty();
  }

  /// The ids of this thread; null = it works for no request.
  public static @Nullable TraceContext current() {
    return CURRENT.get();
  }

  /// Gives this thread other ids.
  ///
  /// @param context null = none
  /// @return restores the former ids
  public static Scope enter(@Nullable TraceContext context) {
    var former = CURRENT.get();
    set(context);
    return () -> set(former);
  }

  /// Adds a relay's id to the log lines of this thread.
  public static Scope relay(String id) {
    var former = MDC.get(RELAY_ID_KEY);
    put(RELAY_ID_KEY, id);
    return () -> put(RELAY_ID_KEY, former);
  }

  /// The headers that pass the ids on to another server.
  public Map<String, String> headers() {
    return Map.of(
        REQUEST_ID_HEADER,
        requestId,
        TRACEPARENT_HEADER,
        "00-" + traceId + "-" + spanId + "-" + flags);
  }

  private static void set(@Nullable TraceContext context) {
    if (context == null) {
      CURRENT.remove();
    } else {
      CURRENT.set(context);
    }
    put(REQUEST_ID_KEY, context == null ? null : context.requestId());
    put(TRACE_ID_KEY, context == null ? null : context.traceId());
  }

  private static void put(String key, @Nullable String value) {
    if (value == null) {
      MDC.remove(key);
    } else {
      MDC.put(key, value);
    }
  }
}
