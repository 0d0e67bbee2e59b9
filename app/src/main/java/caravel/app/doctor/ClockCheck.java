package caravel.app.doctor;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/// Compares this machine's clock with the header `Date` of public servers (RFC 9110 §6.6.1), which
/// is exact to a second.
public final class ClockCheck {
  /// Three are enough to see which one is wrong.
  static final int SOURCES_MAX = 3;

  /// Relays and zooid refuse signatures that are older than this (NIP-98 suggests a minute).
  static final Duration FAULT = Duration.ofSeconds(30);

  static final Duration WARNING = Duration.ofSeconds(5);

  private static final Duration WAIT = Duration.ofSeconds(6);

  private final HttpClient http;
  private final InstantSource clock;
  private final List<URI> sources;

  public ClockCheck(HttpClient http, InstantSource clock, List<URI> sources) {
    this.http = http;
    this.clock = clock;
    this.sources = sources.stream().distinct().limit(SOURCES_MAX).toList();
  }

  public List<Finding> ask() {
    var running = sources.stream().map(this::difference).toList();
    var differences =
        running.stream().map(CompletableFuture::join).flatMap(Optional::stream).sorted().toList();
    if (differences.isEmpty()) {
      return List.of(
          Finding.warning(
              "No public server told the time, so this machine's clock was not compared.",
              "Let this machine make HTTPS requests to the internet; prices and relays need that"
                  + " too."));
    }
    var median = differences.get(differences.size() / 2);
    var sentence =
        "The clock differs by %d s from %d public servers"
            .formatted(median.toSeconds(), differences.size());
    if (median.abs().compareTo(FAULT) >= 0) {
      return List.of(
          Finding.fault(
              sentence + ": signatures will be refused, and billing goes on hold.",
              "Set the clock and let it follow NTP: timedatectl set-ntp true"));
    }
    return List.of(
        median.abs().compareTo(WARNING) >= 0
            ? Finding.warning(sentence + ".", "Let it follow NTP: timedatectl set-ntp true")
            : Finding.ok(sentence + "."));
  }

  /// Positive if the server's clock is ahead. Empty if it did not answer.
  private CompletableFuture<Optional<Duration>> difference(URI source) {
    var request =
        HttpRequest.newBuilder(source)
            .timeout(WAIT)
            .method("HEAD", HttpRequest.BodyPublishers.noBody())
            .build();
    return http.sendAsync(request, BodyHandlers.discarding())
        .thenApply(answer -> date(answer).map(date -> Duration.between(clock.instant(), date)))
        .exceptionally(ClockCheck::none);
  }

  private static Optional<Duration> none(Throwable failed) {
    var cause = failed instanceof CompletionException wrapped ? wrapped.getCause() : failed;
    if (cause instanceof IOException) {
      return Optional.empty();
    }
    throw new CompletionException(cause);
  }

  private static Optional<Instant> date(HttpResponse<?> answer) {
    return answer
        .headers()
        .firstValue("Date")
        .flatMap(date -> {
          try {
            return Optional.of(DateTimeFormatter.RFC_1123_DATE_TIME.parse(date, Instant::from));
          } catch (DateTimeException unreadable) {
            return Optional.empty();
          }
        });
  }
}
