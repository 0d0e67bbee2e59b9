package caravel.engine.http;

import caravel.nostr.Event;
import caravel.nostr.Hex;
import caravel.nostr.Nip98;
import caravel.nostr.SecretKey;
import caravel.nostr.Sha256;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A member who uploads and reads files of one relay.
///
/// @param key null = without authorization
record FileClient(int port, String host, @Nullable SecretKey key) {
  static String hash(String text) {
    return hash(text.getBytes(StandardCharsets.UTF_8));
  }

  static String hash(byte[] file) {
    return Hex.encode(Sha256.of(file));
  }

  /// A token for one action, valid for a minute.
  Map<String, String> token(String verb, String... hashes) {
    if (key == null) {
      return Map.of();
    }
    var now = InstantSource.system().instant().getEpochSecond();
    var tags = new ArrayList<List<String>>();
    tags.add(List.of("t", verb));
    tags.add(List.of("expiration", Long.toString(now + 60)));
    for (var hash : hashes) {
      tags.add(List.of("x", hash));
    }
    return Map.of("Authorization", Nip98.header(Event.sign(key, now, 24_242, tags, "")));
  }

  RawHttp.Answer send(
      String method, String path, Map<String, String> token, Map<String, String> headers) {
    var all = new HashMap<>(token);
    all.putAll(headers);
    return RawHttp.send(port, method, host, path, all, "");
  }

  RawHttp.Answer put(String text, String type) {
    var headers = new HashMap<>(token("upload", hash(text)));
    if (!type.isEmpty()) {
      headers.put("Content-Type", type);
    }
    return RawHttp.send(port, "PUT", host, "/upload", headers, text);
  }

  /// Uploads bytes. The body of the answer is text.
  RawHttp.Answer put(byte[] file) {
    var token = token("upload", hash(file));
    return RawHttp.sendBytes(port, "PUT", host, "/upload", token, file);
  }

  /// Reads a smaller copy of a picture. The body has one character for each byte.
  ///
  /// @param method `GET` or `HEAD`
  /// @param header a name and its value, or nothing
  RawHttp.Answer thumbnail(String method, String hash, String width, String... header) {
    var headers = new HashMap<>(token("get", hash));
    headers.putAll(header(header));
    return RawHttp.sendBytes(port, method, host, "/" + hash + "?w=" + width, headers, new byte[0]);
  }

  RawHttp.Answer get(String hash, String... header) {
    return send("GET", "/" + hash, token("get", hash), header(header));
  }

  RawHttp.Answer head(String hash) {
    return send("HEAD", "/" + hash, token("get", hash), Map.of());
  }

  RawHttp.Answer delete(String hash) {
    return send("DELETE", "/" + hash, token("delete", hash), Map.of());
  }

  RawHttp.Answer list(String owner) {
    return send("GET", "/list/" + owner, token("list"), Map.of());
  }

  private static Map<String, String> header(String... header) {
    return header.length == 0 ? Map.of() : Map.of(header[0], header[1]);
  }
}
