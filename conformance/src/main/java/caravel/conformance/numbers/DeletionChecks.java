package caravel.conformance.numbers;

import caravel.conformance.numbers.ConformanceSuite.NumberedCheck;
import caravel.nostr.Event;
import caravel.nostr.SecretKey;
import java.util.ArrayList;
import java.util.List;

/// Deletion, expiry, recipients and signatures (127 to 136).
final class DeletionChecks {
  private static final String MISSING = "ab".repeat(32);

  private DeletionChecks() {}

  static List<NumberedCheck> list() {
    return List.of(
        new NumberedCheck(
            127,
            "A deletion request deletes an event of its author.",
            server -> {
              var member = server.relay().member();
              var note = member.accept(member.event(1, "x"));
              member.accept(delete(member, "e", note.id().hex()));
              server.await(() -> !member.sees(note), "the end of the event");
            }),
        new NumberedCheck(
            128,
            "A deletion request with two targets deletes both.",
            server -> {
              var member = server.relay().member();
              var first = member.accept(member.event(1, "1"));
              var second = member.accept(member.event(1, "2"));
              member.accept(delete(member, "e", first.id().hex(), second.id().hex()));
              server.await(
                  () -> !member.sees(first) && !member.sees(second), "the end of both events");
            }),
        new NumberedCheck(
            129,
            "† An invalid target does not stop a deletion request.",
            DeletionChecks::skipInvalidTarget),
        new NumberedCheck(
            130,
            "A deletion request with an address deletes the event there.",
            server -> {
              var member = server.relay().member();
              var list = member.accept(member.event(30_001, "", List.of("d", "x")));
              member.accept(delete(member, "a", address(member, "x")));
              server.await(() -> !member.sees(list), "the end of the event");
            }),
        new NumberedCheck(
            131,
            "† A target of another author refuses the whole request.",
            DeletionChecks::refuseForeignTarget),
        new NumberedCheck(
            132,
            "A deletion request that finds nothing is refused.",
            server -> {
              var member = server.relay().member();
              member.refuse(delete(member, "e", MISSING), "blocked: nothing to delete");
            }),
        new NumberedCheck(
            133, "A deletion by address keeps newer versions.", DeletionChecks::keepNewerVersion),
        new NumberedCheck(134, "† An expired event is not served.", DeletionChecks::expire),
        new NumberedCheck(
            135,
            "Gift wraps and zap receipts to members need no AUTH.",
            DeletionChecks::acceptForRecipient),
        new NumberedCheck(
            136,
            "strip_signatures hides signatures from members († also live).",
            DeletionChecks::stripSignatures));
  }

  private static Event delete(CheckClient author, String tag, String... targets) {
    var tags = new ArrayList<List<String>>();
    for (var target : targets) {
      tags.add(List.of(tag, target));
    }
    return author.eventAt(System.currentTimeMillis() / 1000, 5, "", tags);
  }

  private static String address(CheckClient author, String name) {
    return "30001:" + author.pubkey() + ":" + name;
  }

  private static void skipInvalidTarget(SuiteServer server) {
    var member = server.relay().member();
    var note = member.accept(member.event(1, "x"));
    var ok = member.publish(delete(member, "e", "missing-id", note.id().hex()));
    if (!ok.isAccepted() && member.sees(note)) {
      throw CheckException.differs("an invalid target ends the deletion");
    }
    Expect.that(ok.isAccepted() && !member.sees(note), "OK true and a deleted event", ok);
  }

  private static void refuseForeignTarget(SuiteServer server) {
    var member = server.relay().member();
    var other = server.relay().member();
    var own = member.accept(member.event(1, "own"));
    var foreign = other.accept(other.event(1, "foreign"));
    var ok = member.publish(delete(member, "e", own.id().hex(), foreign.id().hex()));
    Expect.that(!ok.isAccepted() && ok.text().contains("blocked"), "OK false blocked", ok);
    Expect.that(member.sees(foreign), "the event of the other author", "none");
    if (!member.sees(own)) {
      throw CheckException.differs("the author’s own event is deleted before the refusal");
    }
  }

  private static void keepNewerVersion(SuiteServer server) {
    var member = server.relay().member();
    var now = server.now();
    var tags = List.of(List.of("d", "x"));
    var list = member.accept(member.eventAt(now, 30_001, "", tags));
    var deletion = member.eventAt(now - 10, 5, "", List.of(List.of("a", address(member, "x"))));
    member.publish(deletion);
    Expect.that(member.sees(list), "the newer version", "none");
  }

  private static void expire(SuiteServer server) {
    var member = server.relay().member();
    var end = server.now() + 1;
    var event =
        member.eventAt(
            server.now(), 1, "short", List.of(List.of("expiration", Long.toString(end))));
    var ok = member.publish(event);
    if (!ok.isAccepted()) {
      Expect.that(server.now() >= end, "OK true for an event that ends later", ok);
      return;
    }
    server.await(() -> server.now() > end, "the end of the second");
    if (member.sees(event)) {
      throw CheckException.differs("an expired event is served until a sweep");
    }
  }

  private static void acceptForRecipient(SuiteServer server) {
    var relay = server.relay();
    var member = relay.member();
    var anonymous = relay.connect(SecretKey.generate());
    for (int kind : List.of(1_059, 9_735)) {
      var event = anonymous.event(kind, "x", List.of("p", member.pubkey()));
      anonymous.accept(event);
      Expect.that(member.sees(event), "kind " + kind + " for the member", "none");
      anonymous.refuse(
          anonymous.event(kind, "x", List.of("p", anonymous.pubkey())), "auth-required:");
    }
    anonymous.refuse(anonymous.event(1, "x", List.of("p", member.pubkey())), "auth-required:");
  }

  private static void stripSignatures(SuiteServer server) {
    var relay = server.create(config -> config.withObject("/policy").put("strip_signatures", true));
    var member = relay.member();
    var manager = relay.manager();
    var author = relay.member();
    var stored = author.accept(author.event(1, "stored"));
    member.subscribe("s", "{\"kinds\":[1]}");
    manager.subscribe("s", "{\"kinds\":[1]}");
    Expect.that(!member.awaitEvent("s", stored).has("sig"), "no sig for a member", "a sig");
    Expect.equal(stored.sig(), manager.awaitEvent("s", stored).path("sig").asString(""));
    var live = author.accept(author.event(1, "live"));
    Expect.equal(live.sig(), manager.awaitEvent("s", live).path("sig").asString(""));
    if (member.awaitEvent("s", live).has("sig")) {
      throw CheckException.differs("live events keep their signatures");
    }
  }
}
