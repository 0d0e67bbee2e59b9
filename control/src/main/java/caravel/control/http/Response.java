package caravel.control.http;

import caravel.control.problem.Problem;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What a handler answers.
public sealed interface Response {
  /// A success in the envelope; `data` is written by [ApiJson].
  record Data(int status, @Nullable Object data) implements Response {}

  /// A list in the envelope, with `next`, `total` and `matched` beside it.
  record Listed(Page<?> page) implements Response {}

  /// A refusal, known and explained.
  record Failed(Problem problem) implements Response {}

  /// Bytes written as they come, for as long as it takes; no envelope.
  record Streamed(String contentType, Body body) implements Response {}

  /// Text for machines that do not read JSON.
  record Plain(int status, String text) implements Response {}

  /// Bytes of another type than JSON, with headers that replace those every answer has.
  @SuppressWarnings("ArrayRecordComponent") // Never compared or copied.
  record Raw(String contentType, byte[] bytes, Map<String, String> headers) implements Response {
    public Raw {
      headers = Map.copyOf(headers);
    }
  }

  /// An answer made before, for a request that came again.
  record Kept(int status, String json) implements Response {}

  /// Writes an answer piece by piece and returns at its end. It runs on the request's own thread.
  @FunctionalInterface
  interface Body {
    void writeTo(OutputStream out) throws IOException, InterruptedException;
  }

  static Response ok(@Nullable Object data) {
    return new Data(200, data);
  }

  static Response created(Object data) {
    return new Data(201, data);
  }

  static Response accepted(Object data) {
    return new Data(202, data);
  }

  static Response page(Page<?> page) {
    return new Listed(page);
  }

  static Response problem(Problem problem) {
    return new Failed(problem);
  }
}
