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
  ///
  /// @param fileName under which a browser saves them; `""` = not a file
  record Streamed(String contentType, String fileName, Body body) implements Response {
    public Streamed(String contentType, Body body) {
      this(contentType, "", body);
    }
  }

  /// Text for programs that do not read JSON.
  record Plain(int status, String text) implements Response {}

  /// Bytes of another type than JSON, with headers that replace the common ones.
  @SuppressWarnings("ArrayRecordComponent") // Never compared or copied.
  record Raw(int status, String contentType, byte[] bytes, Map<String, String> headers)
      implements Response {
    public Raw {
      headers = Map.copyOf(headers);
    }

    public Raw(String contentType, byte[] bytes, Map<String, String> headers) {
      this(200, contentType, bytes, headers);
    }
  }

  /// The stored response of an earlier request with the same key.
  record Kept(int status, String json) implements Response {}

  /// Writes a response in parts and returns at its end. Runs on the request's own thread.
  @FunctionalInterface
  interface Body {
    /// @throws IncompleteException when the client must learn that the rest is missing
    void writeTo(OutputStream out) throws IOException, InterruptedException;
  }

  /// A streamed response ends before its end. The connection is closed without a last chunk, so
  /// that the client does not take a part for the whole.
  final class IncompleteException extends IOException {
    private static final long serialVersionUID = 1;

    public IncompleteException(Throwable cause) {
      super(cause);
    }
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
