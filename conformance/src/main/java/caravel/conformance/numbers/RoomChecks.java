package caravel.conformance.numbers;

import caravel.conformance.numbers.ConformanceSuite.NumberedCheck;
import caravel.nostr.Event;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/// Rooms, NIP-29 (113 to 126). Each check has a room of its own.
final class RoomChecks {
  private static final String NOT_FOUND = "invalid: group not found";
  private static final String NOT_A_MEMBER = "restricted: you are not a member of that group";

  private RoomChecks() {}

  static List<NumberedCheck> list() {
    return List.of(
        new NumberedCheck(
            113, "A manager creates a room once; a member may not.", RoomChecks::createOnce),
        new NumberedCheck(114, "9002 rewrites the room’s description and flags.", RoomChecks::edit),
        new NumberedCheck(
            115, "Room descriptions are not accepted from clients.", RoomChecks::refuseMetadata),
        new NumberedCheck(
            116,
            "A message to an unknown room is refused.",
            server -> {
              var member = server.relay().member();
              member.refuse(member.event(9, "x", List.of("h", member.pubkey())), NOT_FOUND);
            }),
        new NumberedCheck(117, "A join of an open room takes effect, once.", RoomChecks::joinOpen),
        new NumberedCheck(
            118, "A join of a closed room waits for a manager.", RoomChecks::joinClosed),
        new NumberedCheck(
            119, "A leave takes effect; a non-member cannot leave.", RoomChecks::leave),
        new NumberedCheck(120, "Only members write to a closed room.", RoomChecks::writeClosed),
        new NumberedCheck(
            121,
            "A private room shows its description, and messages to members.",
            RoomChecks::readPrivate),
        new NumberedCheck(122, "A hidden room does not exist for others.", RoomChecks::readHidden),
        new NumberedCheck(
            123, "A manager reads and writes every room without joining.", RoomChecks::manageAll),
        new NumberedCheck(
            124, "9008 removes a room, which can be created again.", RoomChecks::delete),
        new NumberedCheck(
            125, "Without rooms, 29 is not listed and no room is made.", RoomChecks::disable),
        new NumberedCheck(
            126, "† 9005 of a manager deletes its target in the room.", RoomChecks::deleteMessage));
  }

  /// A room for one check, with its manager.
  private record Room(String id, CheckClient manager) {
    static Room create(CreatedRelay relay, String... flags) {
      var manager = relay.manager();
      var room = new Room("room" + System.nanoTime(), manager);
      manager.accept(room.event(manager, 9_007, ""));
      if (flags.length > 0) {
        room.setFlags(flags);
      }
      return room;
    }

    void setFlags(String... flags) {
      var tags = new ArrayList<List<String>>();
      tags.add(List.of("h", id));
      tags.add(List.of("name", "A room"));
      for (var flag : flags) {
        tags.add(List.of(flag));
      }
      manager.accept(manager.eventAt(System.currentTimeMillis() / 1000, 9_002, "", tags));
    }

    Event event(CheckClient client, int kind, String content) {
      return client.event(kind, content, List.of("h", id));
    }

    Event about(int kind, CheckClient member) {
      return manager.event(kind, "", List.of("h", id), List.of("p", member.pubkey()));
    }

    List<JsonNode> metadata(CheckClient reader, int kind) {
      return reader.query("{\"kinds\":[" + kind + "],\"#d\":[\"" + id + "\"]}");
    }

    boolean lists(CheckClient reader, CheckClient member) {
      var lists = metadata(reader, 39_002);
      return !lists.isEmpty() && Text.hasTag(lists.getFirst(), "p", member.pubkey());
    }
  }

  private static void createOnce(SuiteServer server) {
    var relay = server.relay();
    var member = relay.member();
    var room = Room.create(relay);
    for (int kind : List.of(39_000, 39_001)) {
      var found = room.metadata(member, kind);
      Expect.equal(1, found.size());
      Expect.equal(
          relay.people().self().publicKey().hex(), found.getFirst().path("pubkey").asString(""));
    }
    room.manager()
        .refuse(room.event(room.manager(), 9_007, "again"), "invalid: that group already exists");
    member.refuse(
        member.event(9_007, "", List.of("h", member.pubkey())),
        "restricted: you are not authorized to manage groups");
  }

  private static void edit(SuiteServer server) {
    var room = Room.create(server.relay(), "private", "closed");
    var member = server.relay().member();
    var first = room.metadata(member, 39_000).getFirst();
    Expect.that(
        Text.hasTag(first, "private", "")
            && Text.hasTag(first, "closed", "")
            && Text.tag(first, "name").equals("A room")
            && Text.tag(first, "d").equals(room.id())
            && !Text.hasTag(first, "h", ""),
        "name, private, closed, and d in place of h",
        first);
    room.setFlags("closed");
    var second = room.metadata(member, 39_000).getFirst();
    Expect.that(
        !Text.hasTag(second, "private", "") && Text.hasTag(second, "closed", ""),
        "closed without private",
        second);
  }

  private static void refuseMetadata(SuiteServer server) {
    var room = Room.create(server.relay());
    for (int kind = 39_000; kind <= 39_005; kind++) {
      room.manager()
          .refuse(
              room.manager().event(kind, "", List.of("d", room.id())),
              "invalid: group metadata cannot be set directly");
    }
  }

  private static void joinOpen(SuiteServer server) {
    var room = Room.create(server.relay());
    var member = server.relay().member();
    member.accept(room.event(member, 9_021, ""));
    server.await(() -> room.lists(member, member), "the key in 39002");
    var added =
        member.query(
            "{\"kinds\":[9000],\"#h\":[\""
                + room.id()
                + "\"],\"#p\":[\""
                + member.pubkey()
                + "\"]}");
    Expect.equal(1, added.size());
    Expect.equal(
        server.relay().people().self().publicKey().hex(),
        added.getFirst().path("pubkey").asString(""));
    member.refuse(room.event(member, 9_021, "again"), "duplicate: already a member");
  }

  private static void joinClosed(SuiteServer server) {
    var room = Room.create(server.relay(), "closed");
    var member = server.relay().member();
    member.accept(room.event(member, 9_021, ""));
    Expect.that(!room.lists(member, member), "no member before the admission", "a member");
    room.manager().accept(room.about(9_000, member));
    server.await(() -> room.lists(member, member), "the key in 39002");
    member.accept(room.event(member, 9, "admitted"));
  }

  private static void leave(SuiteServer server) {
    var room = Room.create(server.relay());
    var member = server.relay().member();
    member.refuse(room.event(member, 9_022, ""), "duplicate: not currently a member");
    room.manager().accept(room.about(9_000, member));
    server.await(() -> room.lists(member, member), "the key in 39002");
    member.accept(member.eventAt(server.now() + 1, 9_022, "", List.of(List.of("h", room.id()))));
    server.await(() -> !room.lists(member, member), "39002 without the key");
    Expect.that(
        !member
            .query(
                "{\"kinds\":[9001],\"#h\":[\""
                    + room.id()
                    + "\"],\"#p\":[\""
                    + member.pubkey()
                    + "\"]}")
            .isEmpty(),
        "kind 9001 for the key",
        "none");
  }

  private static void writeClosed(SuiteServer server) {
    var room = Room.create(server.relay(), "closed");
    var member = server.relay().member();
    member.refuse(room.event(member, 9, "x"), NOT_A_MEMBER);
    room.manager().accept(room.about(9_000, member));
    member.accept(room.event(member, 9, "x"));
  }

  private static void readPrivate(SuiteServer server) {
    var room = Room.create(server.relay(), "private");
    var outside = server.relay().member();
    var inside = server.relay().member();
    room.manager().accept(room.about(9_000, inside));
    outside.subscribe("live", "{\"kinds\":[9]}");
    inside.subscribe("live", "{\"kinds\":[9]}");
    var message = inside.accept(room.event(inside, 9, "secret"));
    var marker = inside.accept(inside.event(9, "public"));
    inside.awaitEvent("live", message);
    outside.awaitEvent("live", marker);
    Expect.that(!outside.hasReceived("live", message), "nothing live for others", "the message");
    Expect.that(!outside.sees(message), "nothing stored for others", "the message");
    Expect.that(inside.sees(message), "the message for a member", "none");
    Expect.equal(1, room.metadata(outside, 39_000).size());
  }

  private static void readHidden(SuiteServer server) {
    var room = Room.create(server.relay(), "hidden");
    var outside = server.relay().member();
    var message = room.manager().accept(room.event(room.manager(), 9, "hidden"));
    Expect.that(!outside.sees(message), "nothing for others", "the message");
    for (int kind : List.of(39_000, 39_001, 39_002)) {
      Expect.equal(List.of(), room.metadata(outside, kind));
    }
    outside.refuse(room.event(outside, 9, "x"), NOT_FOUND);
    outside.refuse(room.event(outside, 9_021, ""), NOT_FOUND);
  }

  private static void manageAll(SuiteServer server) {
    var room = Room.create(server.relay(), "private", "closed", "hidden");
    var member = server.relay().member();
    room.manager().accept(room.about(9_000, member));
    var message = member.accept(room.event(member, 9, "x"));
    var owner = server.relay().owner();
    Expect.that(owner.sees(message), "the message for the owner", "none");
    owner.accept(room.event(owner, 9, "by the owner"));
  }

  private static void delete(SuiteServer server) {
    var room = Room.create(server.relay());
    var member = server.relay().member();
    var message = member.accept(room.event(member, 9, "x"));
    var deletion = room.manager().accept(room.event(room.manager(), 9_008, ""));
    server.await(() -> !member.sees(message), "the end of the room’s messages");
    server.await(() -> room.metadata(member, 39_000).isEmpty(), "the end of 39000");
    Expect.that(member.sees(deletion), "a readable 9008", "none");
    member.refuse(room.event(member, 9, "later"), NOT_FOUND);
    room.manager().accept(room.event(room.manager(), 9_007, "again"));
    Expect.equal(1, room.metadata(member, 39_000).size());
  }

  private static void disable(SuiteServer server) {
    var relay = server.create(config -> config.withObject("/groups").put("enabled", false));
    Expect.that(!Nip11Checks.nips(relay).contains("29"), "no 29", Nip11Checks.nips(relay));
    var manager = relay.manager();
    var creation = manager.publish(manager.event(9_007, "", List.of("h", "room")));
    Expect.that(manager.query("{\"kinds\":[39000]}").isEmpty(), "no room", creation);
    if (creation.isAccepted()) {
      throw CheckException.passedInPart(
          "the server takes events of rooms as ordinary ones, as newer versions do");
    }
    Expect.equal("invalid: groups are not enabled", creation.text());
  }

  private static void deleteMessage(SuiteServer server) {
    var room = Room.create(server.relay());
    var member = server.relay().member();
    var message = member.accept(room.event(member, 9, "x"));
    var other = member.accept(member.event(9, "outside of the room"));
    room.manager()
        .accept(
            room.manager()
                .event(9_005, "", List.of("h", room.id()), List.of("e", message.id().hex())));
    if (member.sees(message)) {
      throw CheckException.differs("9005 is stored and deletes nothing");
    }
    room.manager()
        .publish(
            room.manager()
                .event(9_005, "", List.of("h", room.id()), List.of("e", other.id().hex())));
    Expect.that(member.sees(other), "the event outside of the room", "none");
  }
}
