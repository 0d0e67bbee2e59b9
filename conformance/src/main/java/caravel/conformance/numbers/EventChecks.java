package caravel.conformance.numbers;

import caravel.conformance.numbers.ConformanceSuite.NumberedCheck;
import caravel.nostr.Event;
import caravel.nostr.EventJson;
import caravel.nostr.SecretKey;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/// Publishing of events (53 to 67).
final class EventChecks {
  private static final String NOT_ACCEPTED = "invalid: this event's kind is not accepted";
  private static final List<String> PROTECTED = List.of("-");
  private static final int MESSAGE_BYTES_MAX = 512_000;

  private EventChecks() {}

  static List<NumberedCheck> list() {
    return List.of(
        new NumberedCheck(
            53,
            "A member publishes a profile and reads it by its id.",
            server -> publishAndRead(server, 0, "{\"name\":\"a\"}")),
        new NumberedCheck(
            54,
            "A member publishes a note and reads it by its id.",
            server -> publishAndRead(server, 1, "Text with \"quotes\", \n and ü 🙂")),
        new NumberedCheck(
            55, "A bad id or signature is refused with its text.", EventChecks::refuseAltered),
        new NumberedCheck(
            56,
            "An event of another author is refused as restricted.",
            server -> {
              var member = server.relay().member();
              var other = Event.sign(SecretKey.generate(), server.now(), 1, List.of(), "x");
              member.refuse(other, "restricted:");
            }),
        new NumberedCheck(
            57,
            "An event of a non-member is refused as restricted.",
            server -> {
              var client = server.relay().stranger();
              client.refuse(client.event(1, "x"), "restricted:");
            }),
        new NumberedCheck(
            58, "Kinds that only the relay signs are not accepted.", EventChecks::refuseRelayKinds),
        new NumberedCheck(
            59,
            "30078 under zooid/ is not accepted; under other names it is.",
            EventChecks::refuseInternalData),
        new NumberedCheck(
            60,
            "A duplicate gets OK true († and a replaceable one stays stored).",
            EventChecks::acceptDuplicates),
        new NumberedCheck(
            61,
            "Of replaceable events the newest stays; of one second the last.",
            EventChecks::replace),
        new NumberedCheck(
            62,
            "Addressable events are keyed by d († a missing d is an empty one).",
            EventChecks::replaceByAddress),
        new NumberedCheck(
            63,
            "An ephemeral event is delivered live and never stored.",
            EventChecks::deliverEphemeral),
        new NumberedCheck(
            64, "A protected event is accepted from its author only.", EventChecks::protectEvents),
        new NumberedCheck(
            65, "A repost of protected content is refused.", EventChecks::refuseProtectedRepost),
        new NumberedCheck(
            66,
            "A message of more than 512,000 bytes closes the socket.",
            EventChecks::limitMessages),
        new NumberedCheck(
            67,
            "An unknown message gets a NOTICE, and the socket stays open.",
            server -> {
              var member = server.relay().member();
              member.sendText("[\"PING\"]");
              member.expectLabel("NOTICE");
              member.accept(member.event(1, "still open"));
            }));
  }

  private static void publishAndRead(SuiteServer server, int kind, String content) {
    var member = server.relay().member();
    var event = member.accept(member.event(kind, content));
    var found = member.query(CheckClient.filter("ids", event.id().hex()));
    Expect.equal(1, found.size());
    Expect.equal(
        EventJson.write(event), EventJson.write(EventJson.parse(found.getFirst().toString())));
  }

  private static void refuseAltered(SuiteServer server) {
    var member = server.relay().member();
    var event = member.event(1, "original");
    var other = member.event(1, "other");
    member.refuse(
        new Event(event.id(), other.unsigned(), event.sig()),
        "invalid: id is computed incorrectly");
    member.refuse(
        new Event(event.id(), event.unsigned(), other.sig()), "invalid: signature is invalid");
  }

  private static void refuseRelayKinds(SuiteServer server) {
    var member = server.relay().member();
    for (int kind : List.of(8_000, 8_001, 13_534, 33_534)) {
      member.refuse(member.event(kind, ""), NOT_ACCEPTED);
    }
  }

  private static void refuseInternalData(SuiteServer server) {
    var member = server.relay().member();
    member.refuse(member.event(30_078, "", List.of("d", "zooid/x")), NOT_ACCEPTED);
    member.accept(member.event(30_078, "", List.of("d", "other/x")));
  }

  private static void acceptDuplicates(SuiteServer server) {
    var member = server.relay().member();
    var note = member.accept(member.event(1, "twice"));
    member.accept(note);
    Expect.that(member.sees(note), "the note after a duplicate", "none");
    var profile = member.accept(member.event(0, "{}"));
    var list = member.accept(member.event(30_001, "", List.of("d", "x")));
    member.accept(profile);
    member.accept(list);
    if (!member.sees(profile) && !member.sees(list)) {
      throw CheckException.differs("a replaceable event that is sent again is deleted");
    }
    Expect.that(
        member.sees(profile) && member.sees(list), "both events after duplicates", "one of them");
  }

  private static void replace(SuiteServer server) {
    var member = server.relay().member();
    var now = server.now();
    var old = member.eventAt(now - 10, 10_001, "old", List.of());
    var middle = member.accept(member.eventAt(now - 5, 10_001, "middle", List.of()));
    member.accept(old);
    Expect.that(member.sees(middle) && !member.sees(old), "the newer event", "the older one");
    var newest = member.accept(member.eventAt(now, 10_001, "new", List.of()));
    Expect.that(member.sees(newest) && !member.sees(middle), "the newest event", "another one");
    for (int kind : List.of(10_003, 10_004)) {
      var sameSecond =
          Stream.of("a", "b")
              .map(content -> member.eventAt(now, kind, content, List.of()))
              .sorted(Comparator.comparing(event -> event.id().hex()))
              .toList();
      var ordered = kind == 10_003 ? sameSecond : sameSecond.reversed();
      ordered.forEach(member::accept);
      Expect.equal(
          List.of(ordered.getLast().id().hex()),
          member.queryIds("{\"kinds\":[" + kind + "],\"authors\":[\"" + member.pubkey() + "\"]}"));
    }
  }

  private static void replaceByAddress(SuiteServer server) {
    var member = server.relay().member();
    var now = server.now();
    var first = member.accept(member.eventAt(now - 2, 30_001, "", List.of(List.of("d", "a"))));
    var second = member.accept(member.eventAt(now - 2, 30_001, "", List.of(List.of("d", "b"))));
    var third = member.accept(member.eventAt(now - 1, 30_001, "", List.of(List.of("d", "a"))));
    Expect.that(
        !member.sees(first) && member.sees(second) && member.sees(third),
        "one event for each d",
        member.queryIds("{\"kinds\":[30001],\"authors\":[\"" + member.pubkey() + "\"]}"));
    var bare = member.accept(member.eventAt(now - 2, 30_002, "1", List.of()));
    var empty = member.accept(member.eventAt(now - 1, 30_002, "2", List.of(List.of("d", ""))));
    var last = member.accept(member.eventAt(now, 30_002, "3", List.of()));
    if (member.sees(bare) || member.sees(empty)) {
      throw CheckException.differs("an event without d is another one than with an empty d");
    }
    Expect.that(member.sees(last), "the newest event without d", "none");
  }

  private static void deliverEphemeral(SuiteServer server) {
    var author = server.relay().member();
    var reader = server.relay().member();
    reader.subscribe("live", "{\"kinds\":[20001],\"authors\":[\"" + author.pubkey() + "\"]}");
    var event = author.event(20_001, "now");
    var ok = author.publish(event);
    Expect.that(
        ok.isAccepted() && ok.text().equals("handled internally"), "handled internally", ok);
    reader.awaitEvent("live", event);
    Expect.that(!reader.sees(event), "no stored event", "the ephemeral event");
  }

  private static void protectEvents(SuiteServer server) {
    var relay = server.relay();
    var author = relay.member();
    var event = author.event(1, "protected", PROTECTED);
    var anonymous = relay.connect(SecretKey.generate());
    anonymous.refuse(event, "auth-required: must be published by authenticated event author");
    relay.member().refuse(event, "blocked: must be published by event author");
    author.accept(event);
  }

  private static void refuseProtectedRepost(SuiteServer server) {
    var member = server.relay().member();
    var original = member.event(1, "protected", PROTECTED);
    for (int kind : List.of(6, 16)) {
      member.refuse(member.event(kind, EventJson.write(original)), "blocked:");
    }
  }

  private static void limitMessages(SuiteServer server) {
    var member = server.relay().member();
    member.accept(member.event(1, "x".repeat(MESSAGE_BYTES_MAX - 2_000)));
    member.send(member.event(1, "x".repeat(MESSAGE_BYTES_MAX + 1)));
    member.awaitClose();
  }
}
