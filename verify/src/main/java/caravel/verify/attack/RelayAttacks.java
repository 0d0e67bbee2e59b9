package caravel.verify.attack;

import caravel.nostr.Event;
import caravel.nostr.EventJson;
import caravel.nostr.Kinds;
import caravel.nostr.SecretKey;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// Attacks on the engine by members, by unknown clients, and by a tenant with a relay.
final class RelayAttacks {
  private static final int READ_MILLIS_MAX = 2_000;
  private static final int MESSAGE_BYTES_MAX = 511_000;
  private static final int VALUES = 40_000;
  private static final int BOMBERS = 16;
  private static final int STALLED_READERS = 1_000;
  private static final int LARGE_EVENTS = 64;
  private static final int LARGE_EVENT_CHARACTERS = 200_000;
  private static final int WRAPPERS = 8;
  private static final int WRAP_CHARACTERS = 40_000;
  private static final int SUBSCRIBERS = 100;
  private static final int SUBSCRIPTIONS = 100;
  private static final int AUTHORS = 400;
  private static final int SEARCHED_CHARACTERS = 4_000;
  private static final Duration BETWEEN_MESSAGES = Duration.ofMillis(100);

  private RelayAttacks() {}

  static List<Attack> all() {
    return List.of(
        new Attack(
            "req-bomb",
            "strangers send REQs of 500 kB with 40,000 tag values and 40,000 kinds",
            RelayAttacks::requestBombs),
        new Attack(
            "wide-filters",
            "a member sends REQs with 40,000 values and many kinds",
            RelayAttacks::wideFilters),
        new Attack(
            "search-terms",
            "a member stores texts of 4,000 characters and searches for terms that all of them almost"
                + " have",
            RelayAttacks::searchTerms),
        new Attack(
            "subscription-bombs",
            "100 sockets open 100 subscriptions each, of 400 authors each",
            RelayAttacks::subscriptionBombs),
        new Attack(
            "stalled-readers",
            "1,000 clients subscribe to large events and never read",
            RelayAttacks::stalledReaders),
        new Attack(
            "gift-wraps",
            "strangers send gift wraps of 40 kB as fast as they can",
            RelayAttacks::giftWraps));
  }

  private static void requestBombs(AttackTarget target)
      throws InterruptedException, BreachException {
    var bomb = request("bomb", "\"#t\":" + values(VALUES) + ",\"kinds\":" + kinds(VALUES));
    target.inParallel(BOMBERS, number -> keepSending(target, number, bomb));
  }

  private static void keepSending(AttackTarget target, int number, String message)
      throws IOException, InterruptedException {
    while (!target.isOver()) {
      try (var socket =
          RawConnection.open(AttackTarget.address(number), target.enginePort(), READ_MILLIS_MAX)) {
        socket.upgrade(target.relayHost());
        while (!target.isOver()) {
          socket.sendMessage(message);
          target.pause(BETWEEN_MESSAGES);
        }
      } catch (IOException refused) {
        target.pause(BETWEEN_MESSAGES); // The server's defence; the attacker comes back.
      }
    }
  }

  private static void wideFilters(AttackTarget target)
      throws InterruptedException, BreachException {
    var filters =
        List.of(
            "\"#t\":" + values(VALUES) + ",\"kinds\":[1,7]",
            "\"#t\":" + values(2_000) + ",\"kinds\":" + kinds(2_000),
            "\"authors\":" + hexValues(5_000) + ",\"kinds\":" + kinds(500));
    sendRequests(target, "wide-", filters);
  }

  /// Every trigram of the terms is in every text, and the terms are in none.
  private static void searchTerms(AttackTarget target)
      throws InterruptedException, BreachException {
    var text = "abcd bcde cdef defg ".repeat(SEARCHED_CHARACTERS / 20);
    publishMany(target, text);
    var filters =
        List.of(
            "\"search\":\"abcdefg\"",
            "\"search\":\"a b c d e f g h\"",
            "\"search\":\"" + "\\\"abcd bcde ".repeat(20) + "\"",
            "\"search\":\"" + "defgabcd ".repeat(28) + "\",\"kinds\":" + kinds(500));
    sendRequests(target, "search-", filters);
  }

  private static void sendRequests(AttackTarget target, String name, List<String> filters)
      throws InterruptedException, BreachException {
    target.inParallel(
        BOMBERS,
        number -> {
          while (!target.isOver()) {
            try (var member = signIn(target, number)) {
              for (var i = 0; !target.isOver(); i++) {
                var filter = filters.get(i % filters.size());
                member.connection().sendMessage(request(name + i % 20, filter));
                target.pause(BETWEEN_MESSAGES);
              }
            } catch (IOException refused) {
              target.pause(BETWEEN_MESSAGES);
            }
          }
        });
  }

  private static void subscriptionBombs(AttackTarget target)
      throws InterruptedException, BreachException {
    target.inParallel(
        SUBSCRIBERS,
        number -> {
          try (var member = signIn(target, number)) {
            for (var i = 0; i < SUBSCRIPTIONS && !target.isOver(); i++) {
              var filter = "\"authors\":" + hexValues(AUTHORS) + ",\"limit\":500";
              member.connection().sendMessage(request("sub-" + i, filter));
            }
            while (!target.isOver()) {
              target.pause(BETWEEN_MESSAGES);
            }
          }
        });
  }

  private static void stalledReaders(AttackTarget target)
      throws InterruptedException, BreachException {
    target.inParallel(
        STALLED_READERS + 1,
        number -> {
          if (number == STALLED_READERS) {
            publishMany(target, "x".repeat(LARGE_EVENT_CHARACTERS));
          } else {
            subscribeAndStall(target, number);
          }
        });
  }

  private static void subscribeAndStall(AttackTarget target, int number)
      throws IOException, InterruptedException {
    try (var reader = signIn(target, number)) {
      reader.connection().sendMessage(request("all", "\"kinds\":[1]"));
      while (!target.isOver()) {
        target.pause(BETWEEN_MESSAGES);
      }
    }
  }

  private static void publishMany(AttackTarget target, String content) throws InterruptedException {
    for (var i = 0; i < LARGE_EVENTS && !target.isOver(); i++) {
      try (var owner = signIn(target, i)) {
        owner.publish(Event.sign(target.owner(), target.now() - i, 1, List.of(), content));
      } catch (IOException refused) {
        target.pause(BETWEEN_MESSAGES);
      }
    }
  }

  private static void giftWraps(AttackTarget target) throws InterruptedException, BreachException {
    var content = "A".repeat(WRAP_CHARACTERS);
    var recipient = List.of(List.of("p", target.owner().publicKey().hex()));
    target.inParallel(
        WRAPPERS,
        number -> {
          while (!target.isOver()) {
            try (var socket =
                RawConnection.open(
                    AttackTarget.address(number), target.enginePort(), READ_MILLIS_MAX)) {
              socket.upgrade(target.relayHost());
              while (!target.isOver()) {
                var key = SecretKey.generate();
                var wrap = Event.sign(key, target.now(), Kinds.GIFT_WRAP, recipient, content);
                socket.sendMessage("[\"EVENT\"," + EventJson.write(wrap) + "]");
                socket.readMessage();
              }
            } catch (IOException refused) {
              target.pause(BETWEEN_MESSAGES);
            }
          }
        });
  }

  private static RelayClient signIn(AttackTarget target, int number) throws IOException {
    return RelayClient.signIn(
        AttackTarget.address(number),
        target.enginePort(),
        target.relayHost(),
        target.owner(),
        target.now());
  }

  private static String request(String id, String filter) {
    var message = "[\"REQ\",\"" + id + "\",{" + filter + "}]";
    if (message.length() > MESSAGE_BYTES_MAX) {
      // The server refuses larger messages unread, so the attack would test nothing.
      throw new IllegalArgumentException("a message of " + message.length() + " bytes");
    }
    return message;
  }

  private static String values(int count) {
    return IntStream.range(0, count)
        .mapToObj(i -> "\"" + Integer.toString(i, 36) + "\"")
        .collect(Collectors.joining(",", "[", "]"));
  }

  private static String kinds(int count) {
    return IntStream.range(0, count)
        .mapToObj(Integer::toString)
        .collect(Collectors.joining(",", "[", "]"));
  }

  private static String hexValues(int count) {
    return IntStream.range(0, count)
        .mapToObj(i -> "\"%064x\"".formatted(i + 1L))
        .collect(Collectors.joining(",", "[", "]"));
  }
}
