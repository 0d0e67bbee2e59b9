package caravel.control.activity;

import caravel.control.http.ApiUnderTest;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/// A client of the stream that reads as the web app does: blocks between empty lines.
final class StreamListener implements AutoCloseable {
  private final List<String> blocks = new CopyOnWriteArrayList<>();
  private final InputStream in;
  private final Thread reading;
  private final String contentType;
  private volatile boolean ended;

  StreamListener(ApiUnderTest api, String path, String token, String lastEventId) {
    var request =
        HttpRequest.newBuilder(api.uri(path))
            .timeout(Duration.ofSeconds(10))
            .header("Authorization", token);
    if (!lastEventId.isEmpty()) {
      request.header("Last-Event-ID", lastEventId);
    }
    try {
      var response = api.client().send(request.build(), BodyHandlers.ofInputStream());
      in = response.body();
      contentType = response.headers().firstValue("content-type").orElse("");
    } catch (IOException | InterruptedException failed) {
      throw new IllegalStateException(failed);
    }
    reading = Thread.ofVirtual().start(this::read);
  }

  String contentType() {
    return contentType;
  }

  /// All blocks so far, comments included.
  List<String> blocks() {
    return List.copyOf(blocks);
  }

  /// All blocks so far, without comments.
  List<String> events() {
    return blocks.stream().filter(block -> !block.startsWith(":")).toList();
  }

  /// The id of the latest block that had one.
  String lastId() {
    return blocks.stream()
        .flatMap(String::lines)
        .filter(line -> line.startsWith("id: "))
        .map(line -> line.substring(4))
        .reduce("", (_, later) -> later);
  }

  boolean ended() {
    return ended;
  }

  @Override
  public void close() {
    try {
      in.close();
      reading.join();
    } catch (IOException | InterruptedException failed) {
      throw new IllegalStateException(failed);
    }
  }

  private void read() {
    try (var lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
      var block = new StringBuilder();
      for (var c = lines.read(); c >= 0; c = lines.read()) {
        block.append((char) c);
        if (block.toString().endsWith("\n\n")) {
          blocks.add(block.substring(0, block.length() - 2));
          block.setLength(0);
        }
      }
    } catch (IOException closed) {
      // Either side ended the stream.
    }
    ended = true;
  }
}
