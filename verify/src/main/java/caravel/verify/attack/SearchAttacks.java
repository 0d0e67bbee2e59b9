package caravel.verify.attack;

import caravel.nostr.Event;
import caravel.nostr.Json;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// Attacks on the full text search (NIP-50) by its syntax.
final class SearchAttacks {
  private static final int SEARCHERS = 16;
  private static final int TEXTS = 200;
  private static final Duration BETWEEN_SEARCHES = Duration.ofMillis(20);
  private static final Set<String> LAST = Set.of("EOSE", "CLOSED", "NOTICE");

  /// Words of an error of the database, which no client may read.
  private static final List<String> INTERNAL =
      List.of("sqlite", "fts5", "syntax error", "malformed match", "no such column", "exception");

  private SearchAttacks() {}

  static List<Attack> all() {
    return List.of(
        new Attack(
            "search-syntax",
            "members search for 100,000 characters, thousands of words, operators, quotes, wildcards"
                + " and odd Unicode; forbidden: an error of the database, no answer",
            SearchAttacks::search));
  }

  private static void search(AttackTarget target)
      throws IOException, InterruptedException, BreachException {
    fill(target);
    var terms = terms();
    var answers = new AtomicInteger();
    target.inParallel(
        SEARCHERS,
        number -> {
          while (!target.isOver()) {
            try (var member = target.signIn(target.owner(), number)) {
              for (var i = number; !target.isOver(); i++) {
                var term = terms.get(i % terms.size());
                check(member.exchange(request(i, term), LAST), term);
                answers.incrementAndGet();
                target.pause(BETWEEN_SEARCHES);
              }
            } catch (IOException refused) {
              target.pause(BETWEEN_SEARCHES);
            }
          }
        });
    if (answers.get() < terms.size()) {
      throw new BreachException("only " + answers.get() + " searches were answered");
    }
  }

  private static void fill(AttackTarget target) throws IOException {
    try (var owner = target.signIn(target.owner(), 0)) {
      for (var i = 0; i < TEXTS; i++) {
        var text = "harbour at dawn OR \"night\" NEAR 100% caf\u00e9 " + i;
        if (!owner.publish(Event.sign(target.owner(), target.now() - i, 1, List.of(), text))) {
          throw new IllegalStateException("the relay refused its owner's event");
        }
      }
    }
  }

  /// COUNT takes the same terms.
  private static String request(int number, String term) {
    var filter = Json.mapper().createObjectNode().put("search", term).put("limit", 5);
    filter.putArray("kinds").add(1);
    var type = number % 5 == 0 ? "COUNT" : "REQ";
    var message = Json.mapper().createArrayNode().add(type).add("s").add(filter);
    return message.toString();
  }

  private static void check(List<String> received, String term) throws BreachException {
    var answer = received.getLast().toLowerCase(Locale.ROOT);
    for (var internal : INTERNAL) {
      if (answer.contains(internal)) {
        var shown = term.substring(0, Math.min(40, term.length()));
        throw new BreachException("the search for " + shown + " was answered with " + answer);
      }
    }
  }

  private static List<String> terms() {
    return List.of(
        "a".repeat(100_000),
        words(5_000),
        "ab ".repeat(30_000),
        "\"".repeat(10_000),
        "\"harbour",
        "harbour\" OR \"dawn",
        "harbour AND NOT dawn",
        "NEAR(harbour dawn, 1000000)",
        "content:harbour",
        "{content tags}:harbour",
        "^harbour + dawn",
        "(".repeat(5_000),
        "harbour* *",
        "*".repeat(10_000),
        "%_%".repeat(3_000),
        "'; DROP TABLE event; --",
        "\u0000\u0001\u001f",
        "\u0301".repeat(20_000),
        "e" + "\u0301\u0323".repeat(10_000),
        "\ud83d\ude00".repeat(10_000),
        "\ufdfa".repeat(10_000),
        "\u202e\u2066harbour\u2069",
        "\u0130\u0131\u00df\ufb03",
        "language:en domain:example.com include:spam sort:hot",
        " ".repeat(100_000),
        "-".repeat(50_000),
        "");
  }

  private static String words(int count) {
    return IntStream.range(0, count)
        .mapToObj(i -> "w" + Integer.toString(i, 36))
        .collect(Collectors.joining(" "));
  }
}
