package caravel.control.http;

import caravel.control.trace.TraceContext;
import jakarta.servlet.http.HttpServletRequest;
import java.security.SecureRandom;
import java.util.Collections;
import java.util.HexFormat;
import java.util.Optional;

/// Gives each request its ids: a trusted proxy's `X-Request-Id`, and the trace of the caller's
/// `traceparent`. Malformed or repeated headers are ignored.
final class RequestTraces {
  private final SecureRandom random = new SecureRandom();
  private final ClientAddress addresses;

  RequestTraces(ClientAddress addresses) {
    this.addresses = addresses;
  }

  TraceContext begin(HttpServletRequest request) {
    var span = hex();
    var id =
        addresses.isTrusted(request.getRemoteAddr())
            ? header(request, TraceContext.REQUEST_ID_HEADER).filter(TraceContext::isRequestId)
            : Optional.<String>empty();
    var parent =
        header(request, TraceContext.TRACEPARENT_HEADER).flatMap(TraceContext::parent).orElse(null);
    return TraceContext.of(id.orElse(span), parent, hex() + hex(), span);
  }

  private static Optional<String> header(HttpServletRequest request, String name) {
    var lines = Collections.list(request.getHeaders(name));
    return lines.size() == 1 ? Optional.of(lines.getFirst()) : Optional.empty();
  }

  private String hex() {
    return HexFormat.of().toHexDigits(random.nextLong());
  }
}
