package caravel.control.payment.stripe;

import com.stripe.exception.ApiConnectionException;
import com.stripe.net.HttpHeaders;
import com.stripe.net.StripeRequest;
import com.stripe.net.StripeResponse;
import java.net.URISyntaxException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/// The HTTP connection to Stripe. It replaces the SDK's own, which limits neither the time of a
/// call nor the size of an answer, and retries by itself.
final class StripeHttp extends com.stripe.net.HttpClient implements AutoCloseable {
  static final int ANSWER_BYTES_MAX = 2 * 1024 * 1024;

  private static final Duration CONNECT_WAIT = Duration.ofSeconds(5);

  private final Duration callWait;
  private final Consumer<Instant> heard;
  private final HttpClient http =
      HttpClient.newBuilder()
          .connectTimeout(CONNECT_WAIT)
          .followRedirects(HttpClient.Redirect.NEVER)
          .version(HttpClient.Version.HTTP_1_1)
          .executor(Executors.newVirtualThreadPerTaskExecutor())
          .build();

  /// @param callWait from the first byte sent to the last one read
  /// @param heard receives the time in the header `Date` of each answer
  StripeHttp(Duration callWait, Consumer<Instant> heard) {
    this.callWait = callWait;
    this.heard = heard;
  }

  @Override
  public StripeResponse request(StripeRequest request) throws ApiConnectionException {
    var sent =
        http.sendAsync(
            plain(request), BodyHandlers.limiting(BodyHandlers.ofByteArray(), ANSWER_BYTES_MAX));
    var answer = await(sent);
    answer.headers().firstValue("Date").flatMap(StripeHttp::instant).ifPresent(heard);
    var text = new String(answer.body(), StandardCharsets.UTF_8);
    return new StripeResponse(answer.statusCode(), HttpHeaders.of(answer.headers().map()), text);
  }

  private static Optional<Instant> instant(String date) {
    try {
      return Optional.of(DateTimeFormatter.RFC_1123_DATE_TIME.parse(date, Instant::from));
    } catch (DateTimeParseException unreadable) {
      return Optional.empty();
    }
  }

  private HttpResponse<byte[]> await(CompletableFuture<HttpResponse<byte[]>> sent)
      throws ApiConnectionException {
    try {
      return sent.get(callWait.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException late) {
      sent.cancel(true);
      throw new ApiConnectionException("no answer in time", late);
    } catch (ExecutionException failed) {
      throw new ApiConnectionException("the connection failed", failed);
    } catch (InterruptedException stop) {
      Thread.currentThread().interrupt();
      sent.cancel(true);
      throw new ApiConnectionException("interrupted", stop);
    }
  }

  private static HttpRequest plain(StripeRequest request) throws ApiConnectionException {
    try {
      var content = request.content();
      var plain = HttpRequest.newBuilder(request.url().toURI());
      request
          .headers()
          .map()
          .forEach((name, values) -> values.forEach(value -> plain.header(name, value)));
      if (content == null) {
        return plain.method(request.method().name(), HttpRequest.BodyPublishers.noBody()).build();
      }
      return plain
          .setHeader("Content-Type", content.contentType())
          .method(
              request.method().name(),
              HttpRequest.BodyPublishers.ofByteArray(content.byteArrayContent()))
          .build();
    } catch (URISyntaxException impossible) {
      throw new ApiConnectionException("the request cannot be written", impossible);
    }
  }

  @Override
  public void close() {
    http.shutdownNow();
  }
}
