package caravel.conformance.numbers;

import caravel.conformance.PlainHttp;
import caravel.conformance.numbers.ConformanceSuite.NumberedCheck;
import caravel.nostr.Event;
import caravel.nostr.Hex;
import caravel.nostr.Nip98;
import caravel.nostr.SecretKey;
import caravel.nostr.Sha256;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Files, Blossom (137 to 140), and the separation of relays (141).
final class MediaChecks {
  private static final int TOKEN_KIND = 24_242;
  private static final int FILE_BYTES_MAX = 10_485_760;
  private static final int TOKEN_SECONDS = 300;

  private MediaChecks() {}

  static List<NumberedCheck> list() {
    return List.of(
        new NumberedCheck(
            137, "HEAD /upload says whether an upload would be accepted.", MediaChecks::probe),
        new NumberedCheck(138, "PUT takes 10,485,760 bytes and no more.", MediaChecks::upload),
        new NumberedCheck(
            139,
            "GET, ranges and HEAD serve a file, to those who may read it.",
            MediaChecks::download),
        new NumberedCheck(
            140, "DELETE removes a file unless it has another owner.", MediaChecks::delete),
        new NumberedCheck(
            141, "A file or event of one relay is invisible on another.", MediaChecks::separate));
  }

  /// A member who sends files to one relay.
  private record Uploader(CreatedRelay relay, SecretKey key) {
    static Uploader admit(CreatedRelay relay) {
      var key = SecretKey.generate();
      relay.admit(key);
      return new Uploader(relay, key);
    }

    String token(String action, String hash) {
      var end = Long.toString(relay.now() + TOKEN_SECONDS);
      var tags = List.of(List.of("t", action), List.of("expiration", end), List.of("x", hash));
      return Nip98.header(Event.sign(key, relay.now(), TOKEN_KIND, tags, action));
    }

    PlainHttp.Answer head(String action, long size) {
      var headers =
          Map.of(
              "Authorization",
              token(action, "ab".repeat(32)),
              "X-Content-Length",
              Long.toString(size));
      return send("HEAD", "/upload", headers, new byte[0]);
    }

    PlainHttp.Answer put(byte[] bytes) {
      var headers = new LinkedHashMap<String, String>();
      headers.put("Authorization", token("upload", hash(bytes)));
      headers.put("Content-Type", "application/octet-stream");
      return send("PUT", "/upload", headers, bytes);
    }

    PlainHttp.Answer read(String hash) {
      return send("GET", "/" + hash, Map.of("Authorization", token("get", hash)), new byte[0]);
    }

    PlainHttp.Answer delete(String hash) {
      var headers = Map.of("Authorization", token("delete", hash));
      return send("DELETE", "/" + hash, headers, new byte[0]);
    }

    PlainHttp.Answer send(String method, String path, Map<String, String> headers, byte[] body) {
      return relay.server().ask(new PlainHttp.Question(method, path, relay.host(), headers, body));
    }
  }

  private static String hash(byte[] bytes) {
    return Hex.encode(Sha256.of(bytes));
  }

  private static byte[] file(String text) {
    return (text + " " + System.nanoTime()).getBytes(StandardCharsets.UTF_8);
  }

  private static void probe(SuiteServer server) {
    var member = Uploader.admit(server.relay());
    Expect.status(200, member.head("upload", 1));
    Expect.status(200, member.head("upload", FILE_BYTES_MAX));
    Expect.status(413, member.head("upload", FILE_BYTES_MAX + 1L));
    Expect.status(403, member.head("get", 1));
    Expect.status(401, member.send("HEAD", "/upload", Map.of(), new byte[0]));
    Expect.status(403, new Uploader(server.relay(), SecretKey.generate()).head("upload", 1));
  }

  private static void upload(SuiteServer server) {
    var relay = server.relay();
    var member = Uploader.admit(relay);
    var largest = new byte[FILE_BYTES_MAX];
    var random = hash(file("seed")).getBytes(StandardCharsets.UTF_8);
    System.arraycopy(random, 0, largest, 0, random.length);
    var answer = member.put(largest);
    Expect.status(200, answer);
    var descriptor = Text.tree(answer.body());
    Expect.equal(hash(largest), descriptor.path("sha256").asString(""));
    Expect.equal(FILE_BYTES_MAX, descriptor.path("size").asInt(0));
    Expect.startsWith(
        "https://" + relay.host() + "/" + hash(largest), descriptor.path("url").asString(""));
    Expect.status(413, member.put(new byte[FILE_BYTES_MAX + 1]));
  }

  private static void download(SuiteServer server) {
    var relay =
        server.create(config -> config.withObject("/blossom").put("authenticated_read", true));
    var open = server.relay();
    var content = file("a file");
    var text = new String(content, StandardCharsets.UTF_8);
    var path = "/" + hash(content);
    var member = Uploader.admit(open);
    Expect.status(200, member.put(content));
    var range = member.send("GET", path, Map.of("Range", "bytes=2-5"), new byte[0]);
    if (range.status() == 403) {
      throw CheckException.failed("a public file without authenticated_read", range.status());
    }
    Expect.status(206, range);
    Expect.equal(text.substring(2, 6), range.body());
    Expect.equal(text, member.send("GET", path + ".bin", Map.of(), new byte[0]).body());
    var head = member.send("HEAD", path, Map.of(), new byte[0]);
    Expect.status(200, head);
    Expect.equal(Integer.toString(content.length), head.header("content-length"));
    Expect.status(404, member.send("GET", "/" + "ab".repeat(32), Map.of(), new byte[0]));
    var reader = Uploader.admit(relay);
    Expect.status(200, reader.put(content));
    Expect.equal(text, reader.read(hash(content)).body());
    Expect.status(403, reader.send("GET", path, Map.of(), new byte[0]));
    Expect.status(403, new Uploader(relay, SecretKey.generate()).read(hash(content)));
  }

  private static void delete(SuiteServer server) {
    var first = Uploader.admit(server.relay());
    var second = Uploader.admit(server.relay());
    var content = file("owned twice");
    var hash = hash(content);
    Expect.status(200, first.put(content));
    Expect.status(200, second.put(content));
    Expect.status(401, first.send("DELETE", "/" + hash, Map.of(), new byte[0]));
    var list = "/list/" + first.key().publicKey().hex();
    var headers = Map.of("Authorization", first.token("list", hash));
    var files = Text.tree(first.send("GET", list, headers, new byte[0]).body());
    Expect.equal(hash, files.path(0).path("sha256").asString(""));
    Expect.status(200, first.delete(hash));
    Expect.status(200, second.read(hash));
    Expect.status(200, second.delete(hash));
    Expect.status(404, second.read(hash));
  }

  private static void separate(SuiteServer server) {
    var other = server.create(_ -> {});
    var key = SecretKey.generate();
    server.relay().admit(key);
    other.admit(key);
    var content = file("on one relay");
    Expect.status(200, new Uploader(server.relay(), key).put(content));
    Expect.status(200, new Uploader(server.relay(), key).read(hash(content)));
    Expect.status(404, new Uploader(other, key).read(hash(content)));
    var here = server.relay().signIn(key);
    var there = other.signIn(key);
    there.subscribe("live", "{\"kinds\":[1]}");
    var event = here.accept(here.event(1, "on one relay"));
    var marker = there.accept(there.event(1, "on the other"));
    there.awaitEvent("live", marker);
    Expect.that(
        !there.hasReceived("live", event) && !there.sees(event), "no event of another relay", "it");
  }
}
