package caravel.engine.http;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.slf4j.MDC;

/// Puts the ids of a call to the management API on the log lines of this thread: `relay_id`, and
/// the caller's `request_id` and `trace_id` (W3C Trace Context). Malformed ids are left out.
final class CallerIds implements AutoCloseable {
  private static final Pattern REQUEST_ID = Pattern.compile("[A-Za-z0-9._~+/=-]{1,64}");
  private static final Pattern RELAY_ID = Pattern.compile("[A-Za-z0-9_-]{1,128}");
  private static final Pattern TRACEPARENT =
      Pattern.compile("00-([0-9a-f]{32})-[0-9a-f]{16}-[0-9a-f]{2}");

  private final List<MDC.MDCCloseable> entries = new ArrayList<>();

  CallerIds(RequestContext context, String relayId) {
    add("relay_id", relayId, RELAY_ID, 0);
    add("request_id", context.header("X-Request-Id"), REQUEST_ID, 0);
    add("trace_id", context.header("traceparent"), TRACEPARENT, 1);
  }

  private void add(String key, String text, Pattern pattern, int group) {
    var match = pattern.matcher(text);
    if (match.matches()) {
      entries.add(MDC.putCloseable(key, match.group(group)));
    }
  }

  @Override
  public void close() {
    entries.forEach(MDC.MDCCloseable::close);
  }
}
