package caravel.engine.http;

import caravel.engine.limits.MemoryBudget;
import caravel.engine.media.ByteRanges;
import caravel.engine.media.ByteRanges.Part;
import caravel.engine.media.MediaFile;
import caravel.engine.media.MediaStore;
import caravel.engine.media.MediaTypes;
import caravel.engine.media.thumbnail.Thumbnail;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.UUID;
import java.util.function.LongSupplier;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;

/// Sends a file, or parts of it. Holds one buffer in memory and waits for the client.
///
/// A file never runs as a page of the relay's host: its type is the sniffed one, browsers must not
/// guess another, and types that may contain a script are only downloaded.
final class MediaDownload {
  private static final int BUFFER_BYTES = 64 * 1024;
  private static final String CACHED = "max-age=604800, immutable";
  private static final String POLICY = "sandbox; default-src 'none'";

  private final RequestContext context;
  private final MediaStore store;
  private final MediaFile file;
  private final LongSupplier nanos;
  private String cached = CACHED;

  /// @param nanos measures the rate of the download, as [System#nanoTime()]
  MediaDownload(RequestContext context, MediaStore store, MediaFile file, LongSupplier nanos) {
    this.context = context;
    this.store = store;
    this.file = file;
    this.nanos = nanos;
  }

  /// Sends a copy of a picture that fits into a square, or the file itself if there is none.
  ///
  /// @param side of the square, in pixels
  /// @param isPrivate as for [#send]
  void sendThumbnail(int side, boolean isPrivate, MemoryBudget budget) throws IOException {
    var etag = '"' + file.hash().hex() + '-' + side + '"';
    if (isKnown(context.header("If-None-Match"), etag)) {
      headers(etag, isPrivate);
      context.empty(304);
      return;
    }
    // Only the memory that it counts matters: it ends with the request.
    var memory = budget.open(() -> {});
    Thumbnail found;
    try {
      found = store.thumbnail(file, side, memory);
    } finally {
      memory.close();
    }
    switch (found) {
      case Thumbnail.Ready ready -> {
        try (ready) {
          headers(etag, isPrivate);
          start(200, ready.type(), ready.size());
          if (context.method().equals("HEAD")) {
            context.callback().succeeded();
          } else {
            body(out -> copy(ready.bytes(), ready.size(), out));
          }
        }
      }
      case Thumbnail.None _ -> send(isPrivate);
      case Thumbnail.Busy _ -> {
        cached = "no-cache";
        send(isPrivate);
      }
    }
  }

  /// @param isPrivate only members may read it, so that shared caches must not keep it
  void send(boolean isPrivate) throws IOException {
    var etag = '"' + file.hash().hex() + '"';
    headers(etag, isPrivate);
    context.response().getHeaders().put(HttpHeader.ACCEPT_RANGES, "bytes");
    if (isKnown(context.header("If-None-Match"), etag)) {
      context.empty(304);
      return;
    }
    if (context.method().equals("HEAD")) {
      start(200, file.type(), file.size());
      context.callback().succeeded();
      return;
    }
    var ifRange = context.header("If-Range");
    var header = ifRange.isEmpty() || ifRange.equals(etag) ? context.header("Range") : "";
    switch (ByteRanges.parse(header, file.size())) {
      case ByteRanges.Whole _ -> {
        start(200, file.type(), file.size());
        body(out -> copy(new Part(0, file.size()), out));
      }
      case ByteRanges.Parts(var parts) when parts.size() == 1 -> {
        var part = parts.getFirst();
        context.response().getHeaders().put("Content-Range", part.contentRange(file.size()));
        start(206, file.type(), part.length());
        body(out -> copy(part, out));
      }
      case ByteRanges.Parts(var parts) -> multipart(parts);
      case ByteRanges.Unsatisfiable(var why) -> {
        var headers = context.response().getHeaders();
        headers.remove("Cache-Control");
        headers.remove(HttpHeader.ETAG);
        headers.put("Content-Range", "bytes */" + file.size());
        context.text(416, why);
      }
    }
  }

  private void headers(String etag, boolean isPrivate) {
    var headers = context.response().getHeaders();
    headers.put(HttpHeader.ETAG, etag);
    headers.put(HttpHeader.CACHE_CONTROL, (isPrivate ? "private, " : "public, ") + cached);
    headers.put(
        HttpHeader.LAST_MODIFIED,
        DateTimeFormatter.RFC_1123_DATE_TIME.format(
            Instant.ofEpochSecond(file.uploaded()).atOffset(ZoneOffset.UTC)));
    headers.put("X-Content-Type-Options", "nosniff");
    headers.put("Content-Security-Policy", POLICY);
    if (MediaTypes.isActive(file.type())) {
      headers.put("Content-Disposition", "attachment");
    }
  }

  private static boolean isKnown(String ifNoneMatch, String etag) {
    return List.of(ifNoneMatch.split(",")).stream()
        .map(String::strip)
        .anyMatch(known -> known.equals("*") || known.equals(etag) || known.equals("W/" + etag));
  }

  private void multipart(List<Part> parts) throws IOException {
    var boundary = UUID.randomUUID().toString().replace("-", "");
    var heads =
        parts.stream()
            .map(part ->
                "--"
                    + boundary
                    + "\r\nContent-Range: "
                    + part.contentRange(file.size())
                    + "\r\nContent-Type: "
                    + file.type()
                    + "\r\n\r\n")
            .toList();
    var end = "--" + boundary + "--\r\n";
    long length = end.length();
    for (int i = 0; i < parts.size(); i++) {
      length += heads.get(i).length() + parts.get(i).length() + "\r\n".length();
    }
    start(206, "multipart/byteranges; boundary=" + boundary, length);
    body(out -> {
      for (int i = 0; i < parts.size(); i++) {
        out.write(ascii(heads.get(i)));
        copy(parts.get(i), out);
        out.write(ascii("\r\n"));
      }
      out.write(ascii(end));
    });
  }

  private void start(int status, String type, long length) {
    var response = context.response();
    response.setStatus(status);
    response.getHeaders().put(HttpHeader.CONTENT_TYPE, type);
    response.getHeaders().put(HttpHeader.CONTENT_LENGTH, length);
  }

  private interface Body {
    void writeTo(OutputStream out) throws IOException;
  }

  /// Not closed after a failure: closing would make the answer look complete.
  private void body(Body body) throws IOException {
    var out = Content.Sink.asOutputStream(context.response());
    body.writeTo(out);
    out.close();
    context.callback().succeeded();
  }

  private void copy(Part part, OutputStream out) throws IOException {
    try (var in = store.read(file.hash(), part.from(), part.length())) {
      copy(in, part.length(), out);
    }
  }

  private void copy(InputStream in, long length, OutputStream out) throws IOException {
    var rate = new TransferRate(nanos);
    var buffer = new byte[(int) Math.min(BUFFER_BYTES, length)];
    long sent = 0;
    for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
      out.write(buffer, 0, count);
      sent += count;
      rate.require(sent);
    }
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
