package caravel.control.http;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;

/// The web app's built files, read once at start: a few small ones. No path can leave their folder.
final class WebFiles {
  /// One file in its encodings; an encoding that was not built is null.
  @SuppressWarnings("ArrayRecordComponent") // Never compared.
  record WebFile(
      String contentType, byte[] plain, byte @Nullable [] brotli, byte @Nullable [] gzip) {
    /// The smallest encoding that `acceptEncoding` allows.
    Sent as(@Nullable String acceptEncoding) {
      if (brotli != null && allows(acceptEncoding, "br")) {
        return new Sent(brotli, "br");
      }
      if (gzip != null && allows(acceptEncoding, "gzip")) {
        return new Sent(gzip, "gzip");
      }
      return new Sent(plain, "");
    }

    private static boolean allows(@Nullable String acceptEncoding, String coding) {
      if (acceptEncoding == null) {
        return false;
      }
      for (var entry : acceptEncoding.toLowerCase(Locale.ROOT).split(",", CODINGS_MAX)) {
        var parts = entry.split(";", 2);
        if (parts[0].trim().equals(coding)) {
          return parts.length == 1 || !parts[1].trim().matches("q=0(\\.0*)?");
        }
      }
      return false;
    }
  }

  /// The bytes of a response and their `Content-Encoding`, `""` = none.
  @SuppressWarnings("ArrayRecordComponent") // Never compared.
  record Sent(byte[] bytes, String encoding) {}

  private static final int CODINGS_MAX = 20;
  private static final int FILES_MAX = 2_000;
  private static final long FILE_BYTES_MAX = 16L * 1024 * 1024;
  private static final String HTML = ".html";
  private static final String INDEX = "/index" + HTML;

  /// The name in the built page that the operator's name replaces.
  private static final String PRODUCT = "Caravel";

  /// The page when the app is not built: the API works without it.
  private static final String NOT_BUILT =
      """
      <!doctype html>
      <html lang="en">
      <head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Caravel</title></head>
      <body>
      <h1>Caravel</h1>
      <p>The API is running. The web app has not been built here.</p>
      <p><a href="/plans">Plans</a> and <a href="/info">facts about this platform</a>, as JSON.</p>
      </body>
      </html>
      """;

  private static final Map<String, String> TYPES =
      Map.ofEntries(
          Map.entry("html", "text/html; charset=utf-8"),
          Map.entry("js", "text/javascript; charset=utf-8"),
          Map.entry("css", "text/css; charset=utf-8"),
          Map.entry("json", "application/json"),
          Map.entry("map", "application/json"),
          Map.entry("webmanifest", "application/manifest+json"),
          Map.entry("txt", "text/plain; charset=utf-8"),
          Map.entry("svg", "image/svg+xml"),
          Map.entry("png", "image/png"),
          Map.entry("jpg", "image/jpeg"),
          Map.entry("webp", "image/webp"),
          Map.entry("ico", "image/x-icon"),
          Map.entry("woff2", "font/woff2"),
          Map.entry("wasm", "application/wasm"));

  private final Map<String, WebFile> files;
  private final WebFile page;

  private WebFiles(Map<String, WebFile> files) {
    this.files = Map.copyOf(files);
    var notBuilt = new WebFile(type(INDEX), NOT_BUILT.getBytes(StandardCharsets.UTF_8), null, null);
    this.page = files.getOrDefault(INDEX, notBuilt);
  }

  /// Reads all files below `folder`. If it is null or absent, a built-in page is used.
  ///
  /// @param name the operator's name
  static WebFiles of(@Nullable Path folder, String name) {
    if (folder == null || !Files.isDirectory(folder)) {
      return new WebFiles(Map.of());
    }
    var bytes = new HashMap<String, byte[]>();
    try (var walk = Files.walk(folder)) {
      for (var file : walk.filter(Files::isRegularFile).limit(FILES_MAX).toList()) {
        if (Files.size(file) <= FILE_BYTES_MAX) {
          bytes.put(
              "/" + folder.relativize(file).toString().replace('\\', '/'),
              Files.readAllBytes(file));
        }
      }
    } catch (IOException unreadable) {
      throw new UncheckedIOException("the web app's files cannot be read", unreadable);
    }
    var files = new HashMap<String, WebFile>();
    bytes.forEach((path, plain) -> {
      if (path.endsWith(HTML) && !name.equals(PRODUCT)) {
        files.put(path, named(plain, name));
      } else if (!path.endsWith(".br") && !path.endsWith(".gz")) {
        files.put(
            path, new WebFile(type(path), plain, bytes.get(path + ".br"), bytes.get(path + ".gz")));
      }
    });
    return new WebFiles(files);
  }

  /// A page with the operator's name.
  private static WebFile named(byte[] page, String name) {
    var escaped = name.replace("&", "&amp;").replace("<", "&lt;");
    var plain =
        new String(page, StandardCharsets.UTF_8)
            .replace(">" + PRODUCT + "<", ">" + escaped + "<")
            .getBytes(StandardCharsets.UTF_8);
    var gzip = new ByteArrayOutputStream();
    try (var out = new GZIPOutputStream(gzip)) {
      out.write(plain);
    } catch (IOException impossible) {
      throw new UncheckedIOException("a page cannot be compressed in memory", impossible);
    }
    return new WebFile(type(INDEX), plain, null, gzip.toByteArray());
  }

  /// The page for every path of the app.
  WebFile page() {
    return page;
  }

  Optional<WebFile> find(String path) {
    return Optional.ofNullable(files.get(path));
  }

  private static String type(String path) {
    var extension = path.substring(path.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
    return TYPES.getOrDefault(extension, "application/octet-stream");
  }
}
