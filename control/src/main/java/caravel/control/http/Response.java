package caravel.control.http;

import caravel.control.problem.Problem;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The response of a handler.
public sealed interface Response {
  /// A success in the envelope; `data` is written by [ApiJson].
  record Data(int status, @Nullable Object data) implements Response {}

  /// A list in the envelope, with `next`, `total` and `matched` beside it.
  record Listed(Page<?> page) implements Response {}

  /// An error with a known reason.
  record Failed(Problem problem) implements Response {}

  /// Bytes that are streamed, without an envelope.
  record Streamed(String contentType, Body body) implements Response {}

  /// Text for programs that do not read JSON.
  record Plain(int status, String text) implements Response {}

  /// Bytes of another type than JSON, with headers that replace the common ones.
  @SuppressWarnings("ArrayRecordComponent") // Never compared or copied.
  record Raw(String contentType, byte[] bytes, Map<String, String> headers) implements Response {
    public Raw {
      headers = Map.copyOf(headers);
    }
  }

  /// The stored response of an earlier request with the same key.
  record Kept(int status, String json) implements Response {}

  /// Writes a response in parts and returns at its end. Runs on the request's own thread.
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
