package caravel.verify.attack;

import caravel.nostr.Event;
import caravel.nostr.Hex;
import caravel.nostr.Json;
import caravel.nostr.Nip98;
import caravel.nostr.SecretKey;
import caravel.nostr.Sha256;
import caravel.verify.attack.RawConnection.HttpAnswer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// Attacks on the files of a relay (Blossom).
final class FileAttacks {
  private static final int TOKEN_KIND = 24_242;
  private static final int TOKEN_SECONDS = 300;
  private static final int READ_MILLIS_MAX = 10_000;
  private static final int FILE_BYTES = 10 * 1024 * 1024;
  private static final int BODY_BYTES_MAX = 2 * FILE_BYTES;
  private static final int HEADERS_BYTES = 64 * 1024;
  private static final int SLOW_CLIENTS = 2_000;
  private static final int UPLOADERS = 16;
  private static final int LIARS = 8;
  private static final int RANGERS = 16;
  private static final int SERVER_ERROR = 500;
  private static final Duration BETWEEN_BYTES = Duration.ofMillis(900);
  private static final Duration AFTER_REFUSAL = Duration.ofMillis(100);

  private FileAttacks() {}

  static List<Attack> all() {
    return List.of(
        new Attack(
            "slow-uploads",
            "2,000 clients upload files of 10 MiB one byte at a time, with and without a length",
            target -> target.inParallel(SLOW_CLIENTS, number -> uploadSlowly(target, number))),
        new Attack(
            "file-floods",
            "an owner uploads and deletes files of 10 MiB, 16 at once; forbidden: more than the 32 MiB of the plan",
            FileAttacks::flood),
        new Attack(
            "file-lies",
            "clients use wrong hashes, tokens of others and paths with ../; forbidden: another file,"
                + " a stored lie, an error 500",
            FileAttacks::lie),
        new Attack(
            "picture-bombs",
            "a member uploads pictures with false dimensions and bombs, and pages as pictures, and asks for"
                + " smaller copies;"
                + " forbidden: a page that a browser runs",
            FileAttacks::bomb),
        new Attack(
            "range-bombs",
            "clients ask for thousands of ranges, negative and too large ones; forbidden: more bytes"
                + " than the file has, an error 500",
            FileAttacks::askForRanges));
  }

  private static void uploadSlowly(AttackTarget target, int number)
      throws IOException, InterruptedException {
    var length = number % 2 == 0 ? "Content-Length: " + FILE_BYTES : "Transfer-Encoding: chunked";
    var key = number % 3 == 0 ? SecretKey.generate() : target.owner();
    while (!target.isOver()) {
      try (var connection = open(target, number / 2)) {
        var token = token(target, key, "upload", "ab".repeat(32));
        connection.send(head(target, "PUT", "/upload", token, length));
        while (!target.isOver()) {
          target.pause(BETWEEN_BYTES);
          connection.send(number % 2 == 0 ? "x" : "1\r\nx\r\n");
        }
      } catch (IOException refused) {
        target.pause(BETWEEN_BYTES);
      }
    }
  }

  private static void flood(AttackTarget target) throws Exception {
    var stored = ConcurrentHashMap.<String>newKeySet();
    target.inParallel(UPLOADERS, number -> flood(target, number, stored));
    if (stored.isEmpty()) {
      throw new IllegalStateException("the relay took no file");
    }
    requireWithinPlan(target);
    for (var hash : stored) {
      ask(target, 0, "DELETE", "/" + hash, owned(target, "delete", hash), "");
    }
  }

  private static void flood(AttackTarget target, int number, Set<String> stored)
      throws InterruptedException {
    for (var i = 0; !target.isOver(); i++) {
      var bytes = new byte[FILE_BYTES];
      new Random(1_000L * i + number).nextBytes(bytes);
      var hash = hash(bytes);
      try {
        if (upload(target, number, bytes, hash).status() != 200) {
          target.pause(AFTER_REFUSAL);
        } else if (i % 2 == 0) {
          ask(target, number, "DELETE", "/" + hash, owned(target, "delete", hash), "");
        } else {
          stored.add(hash);
        }
      } catch (IOException refused) {
        target.pause(AFTER_REFUSAL);
      }
    }
  }

  private static void requireWithinPlan(AttackTarget target) throws IOException, BreachException {
    var owner = target.owner().publicKey().hex();
    var answer = ask(target, 0, "GET", "/list/" + owner, owned(target, "list", owner), "");
    long bytes = 0;
    for (var file : Json.tree(new String(answer.body(), StandardCharsets.UTF_8))) {
      bytes += file.path("size").asLong(0);
    }
    if (bytes > AttackSuite.FILE_BYTES_OF_MEMBER) {
      throw new BreachException("a member has stored " + bytes + " bytes");
    }
  }

  private static void lie(AttackTarget target) throws InterruptedException, BreachException {
    var tried = new AtomicInteger();
    target.inParallel(
        LIARS,
        number -> {
          while (!target.isOver()) {
            try {
              lie(target, number);
              tried.incrementAndGet();
            } catch (IOException refused) {
              target.pause(AFTER_REFUSAL);
            }
          }
        });
    requireTried(tried);
  }

  private static void lie(AttackTarget target, int number) throws IOException, BreachException {
    var bytes = text("file " + SecretKey.generate().publicKey().hex());
    var hash = hash(bytes);
    forbid(upload(target, number, bytes, "cd".repeat(32)), 200, "a token for another hash");
    forbid(
        upload(target, number, bytes, hash, token(target, SecretKey.generate(), "upload", hash)),
        200,
        "a stranger's upload");
    var absent = ask(target, number, "GET", "/" + hash, owned(target, "get", hash), "");
    forbid(absent, 200, "a refused file");
    if (upload(target, number, bytes, hash).status() != 200) {
      throw new IOException("the relay takes no files now");
    }
    for (var path : paths(hash)) {
      for (var method : List.of("GET", "HEAD")) {
        requireHarmless(ask(target, number, method, path, owned(target, "get", path), ""), path);
      }
      var deleted = ask(target, number, "DELETE", path, owned(target, "delete", path), "");
      forbid(deleted, 200, "DELETE " + path);
    }
    var stranger = token(target, SecretKey.generate(), "delete", hash);
    forbid(ask(target, number, "DELETE", "/" + hash, stranger, ""), 200, "a stranger's DELETE");
    var other = token(target, target.owner(), "delete", "cd".repeat(32));
    forbid(ask(target, number, "DELETE", "/" + hash, other, ""), 200, "another file's token");
    var read = ask(target, number, "GET", "/" + hash, owned(target, "get", hash), "");
    if (!new String(read.body(), StandardCharsets.ISO_8859_1).contains(asLatin(bytes))) {
      throw new BreachException("the file is gone: " + read.head());
    }
    ask(target, number, "DELETE", "/" + hash, owned(target, "delete", hash), "");
  }

  /// Paths that name a file of the server's disk, or the hash in a form that is not its name.
  private static List<String> paths(String hash) {
    var paths = new ArrayList<String>();
    for (var file :
        List.of("index.db", "../config/attacker.toml", "../caravel.db", "../../../etc/passwd")) {
      for (var up :
          List.of("../", "%2e%2e/", "..%2f", "%2e%2e%2f", "....//", "..\\", "%c0%ae%c0%ae/")) {
        paths.add("/" + up + file);
        paths.add("/" + hash + "/" + up + file);
        paths.add("/list/" + up + up + file);
      }
      // As long as a hash.
      paths.add("/" + "./".repeat((64 - file.length()) / 2) + file);
      paths.add("/" + "%2e".repeat(22).substring(0, 64) + "/" + file);
    }
    paths.add("/" + hash.replaceAll(".{3}$", "%00"));
    paths.add("/" + "\u00e4".repeat(64));
    paths.add("/" + "-".repeat(64));
    paths.add("/" + hash.substring(0, 63));
    paths.add("/" + hash + "0");
    paths.add("//" + hash);
    paths.add("/%2f" + hash);
    return paths;
  }

  private static void requireHarmless(HttpAnswer answer, String question) throws BreachException {
    var body = new String(answer.body(), StandardCharsets.ISO_8859_1);
    for (var secret : List.of("SQLite format", "root:", "secret =", "secret=")) {
      if (body.contains(secret)) {
        throw new BreachException(question + " was answered with a file of the server");
      }
    }
    requireNoError(answer, question);
  }

  /// An overloaded server may answer 503.
  private static void requireNoError(HttpAnswer answer, String question) throws BreachException {
    if (answer.status() >= SERVER_ERROR && answer.status() != 503) {
      throw new BreachException(question + " was answered with " + answer.head().lines().toList());
    }
  }

  private static void forbid(HttpAnswer answer, int status, String what) throws BreachException {
    requireNoError(answer, what);
    if (answer.status() == status) {
      throw new BreachException(what + " was answered with " + status);
    }
  }

  private static void bomb(AttackTarget target) throws InterruptedException, BreachException {
    var tried = new AtomicInteger();
    target.inParallel(
        LIARS,
        number -> {
          var pictures = PictureBombs.all(number);
          while (!target.isOver()) {
            try {
              for (var picture : pictures) {
                bomb(target, number, picture);
              }
              tried.incrementAndGet();
            } catch (IOException refused) {
              target.pause(AFTER_REFUSAL);
            }
          }
        });
    requireTried(tried);
  }

  private static void bomb(AttackTarget target, int number, byte[] picture)
      throws IOException, BreachException {
    var hash = hash(picture);
    var stored = upload(target, number, picture, hash);
    requireNoError(stored, "a picture");
    for (var copy : List.of("", "?w=320", "?w=640", "?w=-1", "?w=99999999999999999999")) {
      var got = ask(target, number, "GET", "/" + hash + copy, owned(target, "get", hash), "");
      requireNoError(got, "a picture " + copy);
      requirePassive(got);
    }
    ask(target, number, "DELETE", "/" + hash, owned(target, "delete", hash), "");
  }

  private static void requirePassive(HttpAnswer got) throws BreachException {
    var head = got.head().toLowerCase(Locale.ROOT);
    var isActive = head.contains("text/html") || head.contains("svg");
    if (got.status() == 200
        && (!head.contains("x-content-type-options: nosniff")
            || !head.contains("content-security-policy: sandbox")
            || (isActive && !head.contains("content-disposition: attachment")))) {
      throw new BreachException("a browser runs this file as a page: " + got.head());
    }
  }

  private static void askForRanges(AttackTarget target) throws Exception {
    var bytes = new byte[FILE_BYTES];
    new Random(1).nextBytes(bytes);
    var hash = hash(bytes);
    if (upload(target, 0, bytes, hash).status() != 200) {
      throw new IllegalStateException("the relay refused its owner's file");
    }
    var ranges =
        List.of(
            IntStream.range(0, 1_500).mapToObj(i -> i + "-").collect(Collectors.joining(",")),
            "0-" + ",0-".repeat(15),
            "0-0,".repeat(2_000) + "0-0",
            ",".repeat(4_000),
            "-5,-1--1",
            "9223372036854775807-9223372036854775807",
            "9223372036854775808-",
            "0-99999999999999999999999",
            "-9223372036854775808",
            "-0",
            "5-4",
            "0-0,-1",
            "\u00e4-\u00f6");
    var tried = new AtomicInteger();
    target.inParallel(
        RANGERS,
        number -> {
          for (var i = number; !target.isOver(); i++) {
            var range = ranges.get(i % ranges.size());
            try {
              askForRange(target, number, hash, range);
              tried.incrementAndGet();
            } catch (IOException refused) {
              target.pause(AFTER_REFUSAL);
            }
          }
        });
    requireTried(tried);
    ask(target, 0, "DELETE", "/" + hash, owned(target, "delete", hash), "");
  }

  private static void askForRange(AttackTarget target, int number, String hash, String range)
      throws IOException, BreachException {
    var token = owned(target, "get", hash);
    var answer = ask(target, number, "GET", "/" + hash, token, "Range: bytes=" + range);
    var shown = range.substring(0, Math.min(40, range.length()));
    requireNoError(answer, "the range " + shown);
    if (answer.body().length > FILE_BYTES + HEADERS_BYTES) {
      throw new BreachException("the range " + shown + " returned " + answer.body().length);
    }
  }

  private static void requireTried(AtomicInteger tried) {
    if (tried.get() == 0) {
      throw new IllegalStateException("the attack did not get to its end");
    }
  }

  private static HttpAnswer upload(AttackTarget target, int number, byte[] bytes, String hash)
      throws IOException {
    return upload(target, number, bytes, hash, owned(target, "upload", hash));
  }

  private static HttpAnswer upload(
      AttackTarget target, int number, byte[] bytes, String hash, String token) throws IOException {
    try (var connection = open(target, number)) {
      var length = "X-SHA-256: " + hash + "\r\nContent-Length: " + bytes.length;
      connection.send(head(target, "PUT", "/upload", token, length));
      connection.send(bytes);
      return connection.readAnswer(BODY_BYTES_MAX);
    }
  }

  private static HttpAnswer ask(
      AttackTarget target, int number, String method, String path, String token, String header)
      throws IOException {
    try (var connection = open(target, number)) {
      connection.send(head(target, method, path, token, header));
      return connection.readAnswer(BODY_BYTES_MAX);
    }
  }

  private static RawConnection open(AttackTarget target, int number) throws IOException {
    return RawConnection.open(AttackTarget.address(number), target.enginePort(), READ_MILLIS_MAX);
  }

  private static String head(
      AttackTarget target, String method, String path, String token, String header) {
    return method
        + " "
        + path
        + " HTTP/1.1\r\nHost: "
        + target.relayHost()
        + "\r\nConnection: close\r\nAuthorization: "
        + token
        + "\r\n"
        + (header.isEmpty() ? "" : header + "\r\n")
        + "\r\n";
  }

  /// A token of the relay's owner.
  private static String owned(AttackTarget target, String verb, String file) {
    return token(target, target.owner(), verb, file.replaceFirst("^/", ""));
  }

  private static String token(AttackTarget target, SecretKey key, String verb, String file) {
    var end = Long.toString(target.now() + TOKEN_SECONDS);
    var tags = List.of(List.of("t", verb), List.of("expiration", end), List.of("x", file));
    return Nip98.header(Event.sign(key, target.now(), TOKEN_KIND, tags, verb));
  }

  private static String hash(byte[] bytes) {
    return Hex.encode(Sha256.of(bytes));
  }

  private static byte[] text(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static String asLatin(byte[] bytes) {
    return new String(bytes, StandardCharsets.ISO_8859_1);
  }
}
