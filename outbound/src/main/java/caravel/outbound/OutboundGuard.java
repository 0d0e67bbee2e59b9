package caravel.outbound;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.eclipse.jetty.client.BytesRequestContent;
import org.eclipse.jetty.client.CompletableResponseListener;
import org.eclipse.jetty.client.HttpClient;
import org.eclipse.jetty.client.Request;
import org.eclipse.jetty.client.WWWAuthenticationProtocolHandler;
import org.eclipse.jetty.http.HttpCookieStore;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpMethod;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/// The guard for outgoing requests: every request to a user's address goes through it. It connects
/// to public addresses only and to the very address that was checked, with the certificate and Host
/// header of the name. It follows no redirects and is bounded in time, size and number.
public final class OutboundGuard implements AutoCloseable {
  /// Most requests at once.
  static final int REQUESTS_MAX = 32;

  private static final Duration PLACE_WAIT = Duration.ofSeconds(3);
  private static final Duration IDLE_MAX = Duration.ofSeconds(10);
  private static final int THREADS_MAX = 8;
  private static final int CONNECTIONS_EACH_MAX = 4;
  private static final int HEADERS_BYTES_MAX = 16 * 1024;
  private static final String AGENT = "Caravel";

  private final Bulkhead bulkhead;
  private final CheckedNames names;
  private final HttpClient http;

  private OutboundGuard(Limits limits, CheckedNames names, HttpClient http) {
    this.bulkhead = new Bulkhead(limits.requestsMax(), PLACE_WAIT);
    this.names = names;
    this.http = http;
  }

  /// The bounds of one guard.
  ///
  /// @param requestsMax most requests at once
  /// @param connectionsEachMax most connections to one host and port
  public record Limits(int requestsMax, int connectionsEachMax) {
    static final Limits STANDARD = new Limits(REQUESTS_MAX, CONNECTIONS_EACH_MAX);
  }

  public static OutboundGuard open() {
    return open(Limits.STANDARD);
  }

  public static OutboundGuard open(Limits limits) {
    var names = new CheckedNames(HostResolver.SYSTEM, InetSocketAddress::new);
    return open(limits, names, new SslContextFactory.Client());
  }

  /// A guard whose every connection leads to one address of the operator, which may be private, and
  /// asks there for the name and with the certificate of the URL.
  public static OutboundGuard openTo(InetSocketAddress address) {
    return openTo(address, new SslContextFactory.Client());
  }

  /// Like [#openTo(InetSocketAddress)].
  ///
  /// @param tls the certificates that are trusted
  public static OutboundGuard openTo(InetSocketAddress address, SslContextFactory.Client tls) {
    return open(CheckedNames.leadingTo(address), tls);
  }

  static OutboundGuard open(CheckedNames names, SslContextFactory.Client tls) {
    return open(Limits.STANDARD, names, tls);
  }

  private static OutboundGuard open(
      Limits limits, CheckedNames names, SslContextFactory.Client tls) {
    var http = new HttpClient();
    var threads = new QueuedThreadPool(THREADS_MAX, 1);
    threads.setName("outbound");
    threads.setDaemon(true);
    http.setExecutor(threads);
    http.setSslContextFactory(tls);
    http.setSocketAddressResolver(names);
    http.setFollowRedirects(false);
    http.setHttpCookieStore(new HttpCookieStore.Empty());
    http.setUserAgentField(new HttpField(HttpHeader.USER_AGENT, AGENT));
    http.setIdleTimeout(IDLE_MAX.toMillis());
    http.setDestinationIdleTimeout(IDLE_MAX.toMillis());
    http.setMaxConnectionsPerDestination(limits.connectionsEachMax());
    http.setMaxResponseHeadersSize(HEADERS_BYTES_MAX);
    // Compressed content could be far larger than the counted bytes.
    http.getContentDecoderFactories().clear();
    try {
      http.start();
      http.getProtocolHandlers().remove(WWWAuthenticationProtocolHandler.NAME);
      http.getContentDecoderFactories().clear();
    } catch (Exception failed) {
      throw new IllegalStateException("the HTTP client does not start", failed);
    }
    return new OutboundGuard(limits, names, http);
  }

  /// A request for a fetch.
  ///
  /// @param accept for the `Accept` header
  /// @param waitMax from the first look-up to the last byte
  public record Wanted(PublicUrl url, String accept, int bytesMax, Duration waitMax) {}

  public Fetched fetch(Wanted wanted) {
    return bulkhead.call(
        () -> {
          var request = request(wanted.url(), wanted.waitMax());
          request.headers(headers -> headers.put(HttpHeader.ACCEPT, wanted.accept()));
          return send(request, wanted.bytesMax(), wanted.waitMax());
        },
        Fetched.Busy::new);
  }

  /// A message for an address of a user.
  ///
  /// @param contentType of the body
  /// @param answerBytesMax most bytes of the answer
  /// @param waitMax from the first look-up to the last byte of the answer
  @SuppressWarnings("ArrayRecordComponent") // Never compared or copied.
  public record Message(
      PublicUrl url, String contentType, byte[] body, int answerBytesMax, Duration waitMax) {}

  /// Sends a message with POST.
  public Fetched post(Message message) {
    return bulkhead.call(
        () -> {
          var request = request(message.url(), message.waitMax());
          request.method(HttpMethod.POST);
          request.body(new BytesRequestContent(message.contentType(), message.body()));
          return send(request, message.answerBytesMax(), message.waitMax());
        },
        Fetched.Busy::new);
  }

  private Request request(PublicUrl url, Duration waitMax) {
    return http.newRequest(url.request())
        .timeout(waitMax.toMillis(), TimeUnit.MILLISECONDS)
        .followRedirects(false);
  }

  private static Fetched send(Request request, int bytesMax, Duration waitMax) {
    try {
      var response =
          new CompletableResponseListener(request, bytesMax)
              .send()
              .get(waitMax.toMillis(), TimeUnit.MILLISECONDS);
      return new Fetched.Answer(response.getStatus(), response.getContent());
    } catch (ExecutionException failed) {
      return meaning(failed.getCause() == null ? failed : failed.getCause());
    } catch (TimeoutException late) {
      var _ = request.abort(late);
      return new Fetched.Lost("no answer in time");
    } catch (InterruptedException stop) {
      Thread.currentThread().interrupt();
      var _ = request.abort(stop);
      return new Fetched.Lost("interrupted");
    }
  }

  private static Fetched meaning(Throwable failed) {
    if (Exhaustion.isExhaustion(failed)) {
      return new Fetched.Busy();
    }
    return switch (failed) {
      case CheckedNames.UnreachableException _ -> new Fetched.Unreachable();
      case IllegalArgumentException _ -> new Fetched.TooLong();
      case TimeoutException _ -> new Fetched.Lost("no answer in time");
      case RejectedExecutionException _ -> new Fetched.Busy();
      default -> new Fetched.Lost(failed.getClass().getSimpleName());
    };
  }

  @Override
  public void close() {
    try {
      http.stop();
    } catch (Exception failed) {
      throw new IllegalStateException("the HTTP client does not stop", failed);
    } finally {
      names.close();
    }
  }

  /// The result of a request.
  public sealed interface Fetched {
    /// An answer of any status, including a redirect.
    @SuppressWarnings("ArrayRecordComponent") // Never compared or copied.
    record Answer(int status, byte[] body) implements Fetched {}

    /// The address does not lead out, or nowhere: the two are not told apart to those who ask.
    record Unreachable() implements Fetched {}

    /// More bytes than were wanted.
    record TooLong() implements Fetched {}

    /// No answer in time, or a broken one.
    ///
    /// @param why for the operator
    record Lost(String why) implements Fetched {}

    /// This process has no place, thread or socket left for the request. It was not sent.
    record Busy() implements Fetched {}
  }
}
