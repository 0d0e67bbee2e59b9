package caravel.control.hosting.zooid;

import java.net.SocketTimeoutException;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.eclipse.jetty.client.CompletableResponseListener;
import org.eclipse.jetty.client.HttpClient;
import org.eclipse.jetty.client.Request;
import org.eclipse.jetty.client.StringRequestContent;
import org.eclipse.jetty.http.HttpHeader;

/// HTTP calls with bounds on time and size, and without redirects.
final class Calls {
  /// Extra time for the client to end a call after its time-out.
  private static final Duration ENDING = Duration.ofSeconds(1);

  private final HttpClient http;
  private final Duration timeout;

  Calls(HttpClient http, Duration timeout) {
    this.http = http;
    this.timeout = timeout;
  }

  /// @param headers may contain another Host than the dialled one
  /// @param body `""` = none
  /// @param bytesMax a longer answer counts as none
  record Call(String method, URI url, Map<String, String> headers, String body, int bytesMax) {}

  ZooidReply make(Call call) {
    try {
      var response =
          new CompletableResponseListener(request(call), call.bytesMax())
              .send()
              .get(timeout.plus(ENDING).toMillis(), TimeUnit.MILLISECONDS);
      return new ZooidReply.Answer(response.getStatus(), response.getContentAsString());
    } catch (ExecutionException failed) {
      var cause = failed.getCause() == null ? failed : failed.getCause();
      return new ZooidReply.Lost(reason(cause), isTimeOut(cause));
    } catch (TimeoutException _) {
      return new ZooidReply.Lost("no answer in time", true);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      return new ZooidReply.Lost("interrupted");
    }
  }

  private Request request(Call call) {
    var request = http.newRequest(call.url()).method(call.method());
    request.timeout(timeout.toMillis(), TimeUnit.MILLISECONDS);
    request.followRedirects(false);
    request.headers(headers -> call.headers().forEach(headers::put));
    if (!call.body().isEmpty()) {
      var type = call.headers().getOrDefault("Content-Type", "application/json");
      request.body(new StringRequestContent(type, call.body()));
    } else if (!call.method().equals("GET")) {
      request.headers(headers -> headers.put(HttpHeader.CONTENT_LENGTH, 0));
    }
    return request;
  }

  private static boolean isTimeOut(Throwable failed) {
    return failed instanceof TimeoutException || failed instanceof SocketTimeoutException;
  }

  /// Names the failure without the sent data: an exception's text may contain a header.
  static String reason(Throwable failed) {
    return switch (failed) {
      case TimeoutException _ -> "no answer in time";
      case SocketTimeoutException _ -> "no answer in time";
      case java.net.ConnectException _ -> "connection refused";
      case java.net.UnknownHostException _ -> "its name does not resolve";
      case java.nio.channels.UnresolvedAddressException _ -> "its name does not resolve";
      case IllegalArgumentException _ -> "the answer is too long";
      case java.io.EOFException _ -> "the connection was closed without an answer";
      default -> "the call failed (" + failed.getClass().getSimpleName() + ")";
    };
  }
}
