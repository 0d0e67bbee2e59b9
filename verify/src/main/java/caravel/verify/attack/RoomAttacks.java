package caravel.verify.attack;

import caravel.nostr.Event;
import caravel.nostr.EventJson;
import caravel.nostr.Json;
import caravel.nostr.SecretKey;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

/// Attacks on the rooms of a relay (NIP-29): by its members, by strangers, and by an owner who
/// wants to exhaust the server.
final class RoomAttacks {
  private static final int MESSAGE = 9;
  private static final int ADD_MEMBER = 9_000;
  private static final int REMOVE_MEMBER = 9_001;
  private static final int EDIT_ROOM = 9_002;
  private static final int DELETE_EVENT = 9_005;
  private static final int CREATE_ROOM = 9_007;
  private static final int DELETE_ROOM = 9_008;
  private static final int INVITE = 9_009;
  private static final int JOIN_ROOM = 9_021;
  private static final int FIRST_METADATA = 39_000;
  private static final int LAST_METADATA = 39_005;
  private static final int SPIES = 16;
  private static final int FORGERS = 8;
  private static final int FLOODERS = 8;
  private static final int ROOM_MEMBERS = 2_000;
  private static final int NAME_CHARACTERS = 400_000;
  private static final Duration BETWEEN_MESSAGES = Duration.ofMillis(100);

  private RoomAttacks() {}

  static List<Attack> all() {
    return List.of(
        new Attack(
            "room-spies",
            "members and strangers look for a hidden room by REQ, COUNT, search, negentropy and live;"
                + " forbidden: any of its messages",
            RoomAttacks::spy),
        new Attack(
            "room-forgeries",
            "members write metadata, moderate, and join closed rooms; forbidden: any effect",
            RoomAttacks::forge),
        new Attack(
            "room-floods",
            "an owner creates rooms of 400 kB and adds 2,000 members to each",
            RoomAttacks::flood));
  }

  /// A hidden room with one message.
  ///
  /// @param id a word that is in no other event
  /// @param events the ids of all its events
  private record HiddenRoom(String id, Event message, Set<String> events) {
    HiddenRoom {
      events = Set.copyOf(events);
    }

    static HiddenRoom create(RelayClient owner, AttackTarget target) throws IOException {
      var id = word();
      require(owner, target, CREATE_ROOM, List.of(List.of("h", id)), "");
      var flags =
          List.of(
              List.of("h", id),
              List.of("name", id),
              List.of("hidden"),
              List.of("private"),
              List.of("closed"));
      require(owner, target, EDIT_ROOM, flags, "");
      var message = require(owner, target, MESSAGE, List.of(List.of("h", id)), id);
      return new HiddenRoom(id, message, read(owner, id));
    }

    private static Set<String> read(RelayClient owner, String id) throws IOException {
      var request = "[\"REQ\",\"q\",{\"#h\":[\"" + id + "\"]},{\"#d\":[\"" + id + "\"]}]";
      var events = new HashSet<String>();
      for (var received : owner.exchange(request, Set.of("EOSE", "CLOSED"))) {
        events.add(Json.tree(received).path(2).path("id").asString(id));
      }
      return events;
    }

    boolean isIn(String received) {
      return received.contains(id) || events.stream().anyMatch(received::contains);
    }

    /// Every way to look for the room. The filters name its identifiers, which a spy may have
    /// learnt.
    List<Question> questions() {
      var filters =
          List.of(
              "{\"#h\":[\"" + id + "\"]}",
              "{\"ids\":[\"" + message.id().hex() + "\"]}",
              "{\"kinds\":[9],\"search\":\"" + id + "\"}",
              "{\"kinds\":[39000,39001,39002,39003,39005]}",
              "{\"kinds\":[9000,9002,9007,9009,9021]}",
              "{\"#d\":[\"" + id + "\"]}",
              "{\"authors\":[\"" + message.pubkey().hex() + "\"]}");
      var questions = new ArrayList<Question>();
      for (var filter : filters) {
        questions.add(new Question("[\"REQ\",\"q\"," + filter + "]", Set.of("EOSE", "CLOSED")));
        questions.add(
            new Question(
                "[\"NEG-OPEN\",\"n\"," + filter + ",\"6100000200\"]",
                Set.of("NEG-MSG", "NEG-ERR")));
      }
      for (var filter : filters.subList(0, 3)) {
        questions.add(new Question("[\"COUNT\",\"c\"," + filter + "]", Set.of("COUNT", "CLOSED")));
      }
      return questions;
    }
  }

  /// @param last types of the message that ends the answer
  private record Question(String message, Set<String> last) {}

  private static void spy(AttackTarget target) throws Exception {
    try (var owner = target.signIn(target.owner(), 0)) {
      var room = HiddenRoom.create(owner, target);
      for (var question : room.questions()) {
        // Otherwise the attack would find nothing because its questions are wrong.
        requireSeen(owner.exchange(question.message(), question.last()), question, room);
      }
      var answers = new AtomicInteger();
      target.inParallel(
          SPIES + 1,
          number -> {
            if (number < SPIES) {
              spy(target, number, room, answers);
            } else {
              keepWriting(owner, target, room);
            }
          });
      if (answers.get() == 0) {
        throw new IllegalStateException("the spies had no answer");
      }
    }
  }

  private static void requireSeen(List<String> received, Question question, HiddenRoom room) {
    if (received.stream().noneMatch(one -> room.isIn(one) || hasCount(one))) {
      throw new IllegalStateException("the owner does not see the room by " + question.message());
    }
  }

  private static boolean hasCount(String received) {
    return received.startsWith("[\"COUNT\"") && !received.contains("\"count\":0");
  }

  private static void keepWriting(RelayClient owner, AttackTarget target, HiddenRoom room)
      throws IOException, InterruptedException {
    for (var i = 0; !target.isOver(); i++) {
      var text = room.id() + " " + i;
      owner.publish(
          Event.sign(
              target.owner(), target.now(), MESSAGE, List.of(List.of("h", room.id())), text));
      target.pause(BETWEEN_MESSAGES);
    }
  }

  /// A third of the spies are strangers, a third have authenticated, and a third are members.
  private static void spy(AttackTarget target, int number, HiddenRoom room, AtomicInteger answers)
      throws IOException, InterruptedException, BreachException {
    while (!target.isOver()) {
      try (var spy = spyClient(target, number)) {
        check(spy.exchange("[\"REQ\",\"live\",{}]", Set.of("EOSE", "CLOSED")), room, "a REQ");
        while (!target.isOver()) {
          for (var question : room.questions()) {
            check(spy.exchange(question.message(), question.last()), room, question.message());
            answers.incrementAndGet();
          }
          target.pause(BETWEEN_MESSAGES);
        }
      } catch (IOException refused) {
        target.pause(BETWEEN_MESSAGES);
      }
    }
  }

  private static RelayClient spyClient(AttackTarget target, int number) throws IOException {
    return switch (number % 3) {
      case 0 ->
          RelayClient.connect(
              AttackTarget.address(number), target.enginePort(), target.relayHost());
      case 1 -> target.signIn(SecretKey.generate(), number);
      default -> target.join(SecretKey.generate(), number);
    };
  }

  private static void check(List<String> received, HiddenRoom room, String question)
      throws BreachException {
    for (var one : received) {
      if (room.isIn(one) || hasCount(one)) {
        throw new BreachException(question + " was answered with " + shorten(one));
      }
    }
  }

  private static void forge(AttackTarget target) throws Exception {
    try (var owner = target.signIn(target.owner(), 0)) {
      var room = word();
      require(owner, target, CREATE_ROOM, List.of(List.of("h", room)), "");
      var flags = List.of(List.of("h", room), List.of("private"), List.of("closed"));
      require(owner, target, EDIT_ROOM, flags, "");
      var message = require(owner, target, MESSAGE, List.of(List.of("h", room)), "of the owner");
      var tried = new AtomicInteger();
      target.inParallel(
          FORGERS,
          number -> {
            while (!target.isOver()) {
              try {
                forge(target, number, room, message);
                tried.incrementAndGet();
              } catch (IOException refused) {
                target.pause(BETWEEN_MESSAGES);
              }
            }
          });
      if (tried.get() == 0) {
        throw new IllegalStateException("no forger got to the end");
      }
    }
  }

  private static void forge(AttackTarget target, int number, String room, Event message)
      throws IOException, BreachException {
    var key = SecretKey.generate();
    try (var member = target.join(key, number)) {
      // It waits for a manager; its author must not become a member.
      member.publish(event(key, target, JOIN_ROOM, List.of(List.of("h", room))));
      for (var forged : forgeries(key, target, room, message)) {
        if (member.publish(forged)) {
          throw new BreachException("a member's event was accepted: " + EventJson.write(forged));
        }
      }
      var members =
          "[\"REQ\",\"m\",{\"kinds\":[39002],\"#p\":[\"" + key.publicKey().hex() + "\"]}]";
      var read = member.exchange(members, Set.of("EOSE", "CLOSED"));
      if (read.size() > 1) {
        throw new BreachException(
            "a forger is in the list of members: " + shorten(read.getFirst()));
      }
    }
  }

  private static List<Event> forgeries(
      SecretKey key, AttackTarget target, String room, Event message) {
    var self = List.of("p", key.publicKey().hex());
    var owner = List.of("p", target.owner().publicKey().hex());
    var h = List.of("h", room);
    var forged = new ArrayList<Event>();
    for (var kind = FIRST_METADATA; kind <= LAST_METADATA; kind++) {
      forged.add(event(key, target, kind, List.of(List.of("d", room), self)));
      forged.add(event(key, target, kind, List.of(h, List.of("d", room), self)));
    }
    forged.add(event(key, target, ADD_MEMBER, List.of(h, self)));
    forged.add(event(key, target, REMOVE_MEMBER, List.of(h, owner)));
    forged.add(event(key, target, EDIT_ROOM, List.of(h, List.of("name", "forged"))));
    forged.add(event(key, target, DELETE_EVENT, List.of(h, List.of("e", message.id().hex()))));
    forged.add(event(key, target, CREATE_ROOM, List.of(List.of("h", word()))));
    forged.add(event(key, target, DELETE_ROOM, List.of(h)));
    forged.add(event(key, target, INVITE, List.of(h, List.of("code", "open"))));
    forged.add(event(key, target, JOIN_ROOM, List.of(h, List.of("code", "guess"))));
    forged.add(event(key, target, JOIN_ROOM, List.of(List.of("h", word()))));
    forged.add(event(key, target, MESSAGE, List.of(h)));
    forged.add(event(key, target, MESSAGE, List.of(List.of("h", word()), h)));
    return forged;
  }

  private static void flood(AttackTarget target) throws Exception {
    var members =
        IntStream.range(0, ROOM_MEMBERS).mapToObj(i -> List.of("p", "%064x".formatted(i + 1L)));
    var many = members.toList();
    var name = "x".repeat(NAME_CHARACTERS);
    var rooms = new AtomicInteger();
    target.inParallel(
        FLOODERS,
        number -> {
          while (!target.isOver()) {
            try (var owner = target.signIn(target.owner(), number)) {
              while (!target.isOver()) {
                if (flood(owner, target, name, many)) {
                  rooms.incrementAndGet();
                }
              }
            } catch (IOException refused) {
              target.pause(BETWEEN_MESSAGES);
            }
          }
        });
    if (rooms.get() == 0) {
      throw new IllegalStateException("no room was created");
    }
  }

  /// @return whether the relay has created the room
  private static boolean flood(
      RelayClient owner, AttackTarget target, String name, List<List<String>> members)
      throws IOException {
    var h = List.of("h", word());
    var key = target.owner();
    var isCreated = owner.publish(event(key, target, CREATE_ROOM, List.of(h)));
    owner.publish(event(key, target, EDIT_ROOM, List.of(h, List.of("name", name))));
    var additions = new ArrayList<List<String>>();
    additions.add(h);
    additions.addAll(members);
    owner.publish(event(key, target, ADD_MEMBER, additions));
    return isCreated;
  }

  /// Publishes an event of the owner, which the relay must accept.
  private static Event require(
      RelayClient owner, AttackTarget target, int kind, List<List<String>> tags, String content)
      throws IOException {
    var event = Event.sign(target.owner(), target.now(), kind, tags, content);
    if (!owner.publish(event)) {
      throw new IllegalStateException("the relay refused its owner's " + EventJson.write(event));
    }
    return event;
  }

  private static Event event(
      SecretKey key, AttackTarget target, int kind, List<List<String>> tags) {
    return Event.sign(key, target.now(), kind, tags, "");
  }

  private static String word() {
    return "room" + SecretKey.generate().publicKey().hex().substring(0, 16);
  }

  private static String shorten(String text) {
    return text.substring(0, Math.min(200, text.length()));
  }
}
