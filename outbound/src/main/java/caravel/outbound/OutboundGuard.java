package caravel.outbound;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.eclipse.jetty.client.CompletableResponseListener;
import org.eclipse.jetty.client.HttpClient;
import org.eclipse.jetty.client.WWWAuthenticationProtocolHandler;
import org.eclipse.jetty.http.HttpCookieStore;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/// The guard for outgoing requests: every fetch of a user's address goes through it. It connects to
/// public addresses only and to the very address that was checked, with the certificate and Host
/// header of the name. It follows no redirects and is bounded in time, size and number.
public final class OutboundGuard implements AutoCloseable {
  /// Most fetches at once.
  static final int FETCHES_MAX = 32;

  private static final Duration PLACE_WAIT = Duration.ofSeconds(3);
  private static final Duration IDLE_MAX = Duration.ofSeconds(10);
  private static final int THREADS_MAX = 8;
  private static final int CONNECTIONS_EACH_MAX = 4;
  private static final int HEADERS_BYTES_MAX = 16 * 1024;
  private static final String AGENT = "Caravel";

  private final Bulkhead bulkhead = new Bulkhead(FETCHES_MAX, PLACE_WAIT);
  private final CheckedNames names;
  private final HttpClient http;

  private OutboundGuard(CheckedNames names, HttpClient http) {
    this.names = names;
    this.http = http;
  }

  public static OutboundGuard open() {
    var names = new CheckedNames(HostResolver.SYSTEM, InetSocketAddress::new);
    return open(names, new SslContextFactory.Client());
  }

  /// A guard whose every connection leads to one address of the operator, which may be private, and
  /// asks there for the name and with the certificate of the URL.
  public static OutboundGuard openTo(InetSocketAddress address) {
    return open(CheckedNames.leadingTo(address), new SslContextFactory.Client());
  }

  static OutboundGuard open(CheckedNames names, SslContextFactory.Client tls) {
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
    http.setMaxConnectionsPerDestination(CONNECTIONS_EACH_MAX);
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
    return new OutboundGuard(names, http);
  }

  /// A request for a fetch.
  ///
  /// @param accept for the `Accept` header
  /// @param waitMax from the first look-up to the last byte
  public record Wanted(PublicUrl url, String accept, int bytesMax, Duration waitMax) {}

  public Fetched fetch(Wanted wanted) {
    return bulkhead.call(() -> fetchNow(wanted), Fetched.Busy::new);
  }

  private Fetched fetchNow(Wanted wanted) {
    var millis = wanted.waitMax().toMillis();
    var request =
        http.newRequest(wanted.url().request())
            .timeout(millis, TimeUnit.MILLISECONDS)
            .followRedirects(false)
            .headers(headers -> headers.put(HttpHeader.ACCEPT, wanted.accept()));
    try {
      var response =
          new CompletableResponseListener(request, wanted.bytesMax())
              .send()
              .get(millis, TimeUnit.MILLISECONDS);
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
    return switch (failed) {
      case CheckedNames.UnreachableException _ -> new Fetched.Unreachable();
      case IllegalArgumentException _ -> new Fetched.TooLong();
      case TimeoutException _ -> new Fetched.Lost("no answer in time");
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

  /// The result of a fetch.
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

    /// Too much is being fetched already.
    record Busy() implements Fetched {}
  }
}
