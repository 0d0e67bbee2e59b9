package caravel.conformance.numbers;

import caravel.conformance.numbers.ConformanceSuite.NumberedCheck;
import caravel.nostr.Event;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/// Requests, subscriptions, counts and searches (68 to 78).
final class QueryChecks {
  private static final String RESTRICTED = "restricted:";
  private static final int PAGE_EVENTS_MAX = 1_000;
  private static final int BATCH_EVENTS = 50;

  private QueryChecks() {}

  static List<NumberedCheck> list() {
    return List.of(
        new NumberedCheck(
            68,
            "REQ of a non-member gets CLOSED restricted.",
            server ->
                Expect.startsWith(
                    RESTRICTED, server.relay().stranger().refusedQuery("{\"kinds\":[1]}"))),
        new NumberedCheck(
            69,
            "Stored events come first, then EOSE, then live events.",
            QueryChecks::streamEvents),
        new NumberedCheck(
            70, "limit 0 returns only EOSE, then live events.", QueryChecks::skipStored),
        new NumberedCheck(
            71, "A filter returns at most 1,000 stored events.", QueryChecks::limitRows),
        new NumberedCheck(
            72,
            "Events come newest first, and conditions combine as in NIP-01.",
            QueryChecks::combineConditions),
        new NumberedCheck(73, "Two filters return the union and one EOSE.", QueryChecks::unite),
        new NumberedCheck(74, "A refused filter refuses the whole REQ.", QueryChecks::refuseWhole),
        new NumberedCheck(
            75,
            "CLOSE ends delivery († and a used id replaces the subscription).",
            QueryChecks::endDelivery),
        new NumberedCheck(
            76,
            "Requests, invites and internal data are not shown to members.",
            QueryChecks::hideInternalKinds),
        new NumberedCheck(77, "† COUNT of a member is answered (NIP-45).", QueryChecks::count),
        new NumberedCheck(78, "A search finds a part of the content.", QueryChecks::search));
  }

  private static String notes(CheckClient author, String more) {
    return "{\"kinds\":[1],\"authors\":[\"" + author.pubkey() + "\"]" + more + "}";
  }

  private static void streamEvents(SuiteServer server) {
    var author = server.relay().member();
    var stored = author.accept(author.event(1, "stored"));
    var reader = server.relay().member();
    reader.subscribe("s", notes(author, ""));
    Expect.that(reader.hasReceived("s", stored), "the stored event before EOSE", "none");
    reader.awaitEvent("s", author.accept(author.event(1, "live")));
    Expect.equal(2, reader.events("s").size());
  }

  private static void skipStored(SuiteServer server) {
    var author = server.relay().member();
    author.accept(author.event(1, "stored"));
    var reader = server.relay().member();
    reader.subscribe("s", notes(author, ",\"limit\":0"));
    Expect.equal(0, reader.events("s").size());
    reader.awaitEvent("s", author.accept(author.event(1, "live")));
    Expect.equal(1, reader.events("s").size());
  }

  private static void limitRows(SuiteServer server) {
    var relay = server.create(_ -> {});
    var authors = List.of(relay.member(), relay.member(), relay.member());
    for (int sent = 0; sent <= PAGE_EVENTS_MAX; sent += BATCH_EVENTS) {
      var author = authors.get(sent / BATCH_EVENTS % authors.size());
      var batch = new ArrayList<Event>();
      for (int i = 0; i < BATCH_EVENTS; i++) {
        batch.add(author.event(1, "note " + (sent + i)));
      }
      batch.forEach(author::send);
      for (var event : batch) {
        var ok = author.ok(event.id().hex());
        Expect.that(ok.isAccepted(), "OK true", ok);
      }
    }
    var reader = relay.member();
    Expect.equal(PAGE_EVENTS_MAX, reader.query("{\"kinds\":[1]}").size());
    Expect.equal(PAGE_EVENTS_MAX, reader.query("{\"kinds\":[1],\"limit\":5000}").size());
  }

  private static void combineConditions(SuiteServer server) {
    var author = server.relay().member();
    var other = server.relay().member();
    var now = server.now();
    var tagged = List.of(List.of("t", "blue" + author.pubkey()));
    var first = author.accept(author.eventAt(now - 30, 1, "1", tagged));
    var second = author.accept(author.eventAt(now - 20, 1, "2", List.of()));
    var third = author.accept(author.eventAt(now - 10, 9, "3", tagged));
    var foreign = other.accept(other.eventAt(now - 5, 1, "4", tagged));
    var by = "\"authors\":[\"" + author.pubkey() + "\"]";
    var tag = "\"#t\":[\"blue" + author.pubkey() + "\",\"unused\"]";
    expect(author, "{" + by + "}", third, second, first);
    expect(author, "{" + by + ",\"kinds\":[1,9]," + tag + "}", third, first);
    expect(author, "{" + by + ",\"kinds\":[1]," + tag + "}", first);
    expect(author, "{" + tag + "}", foreign, third, first);
    expect(author, "{" + tag + ",\"limit\":2}", foreign, third);
    var from = ",\"since\":" + (now - 20) + ",\"until\":" + (now - 10) + "}";
    expect(author, "{" + by + from, third, second);
    expect(author, "{\"ids\":[\"" + first.id().hex() + "\"],\"kinds\":[9]}");
    expect(
        author,
        "{\"authors\":[\"" + author.pubkey() + "\",\"" + other.pubkey() + "\"],\"kinds\":[1]}",
        foreign,
        second,
        first);
  }

  private static void expect(CheckClient reader, String filter, Event... events) {
    var expected = new ArrayList<String>();
    for (var event : events) {
      expected.add(event.id().hex());
    }
    var seen = reader.queryIds(filter);
    Expect.that(expected.equals(seen), events.length + " events for " + filter, seen);
  }

  private static void unite(SuiteServer server) {
    var author = server.relay().member();
    var first = author.accept(author.event(1, "1"));
    var second = author.accept(author.event(9, "2"));
    var seen = author.queryIds(notes(author, ""), "{\"ids\":[\"" + second.id().hex() + "\"]}");
    Expect.equal(Set.of(first.id().hex(), second.id().hex()), Set.copyOf(seen));
    author.accept(author.event(1, "after"));
    Expect.that(
        author.peer().received().stream().noneMatch(found -> CheckClient.is(found, "EOSE")),
        "one EOSE",
        author.peer().received());
  }

  private static void refuseWhole(SuiteServer server) {
    var client = server.relay().stranger();
    Expect.startsWith(RESTRICTED, client.refusedQuery("{\"kinds\":[1]}", "{\"kinds\":[0]}"));
    client.refuse(client.event(1, "x"), RESTRICTED);
    Expect.that(
        client.peer().received().stream()
            .noneMatch(found -> CheckClient.is(found, "EOSE") || CheckClient.is(found, "CLOSED")),
        "one CLOSED and no EOSE",
        client.peer().received());
  }

  private static void endDelivery(SuiteServer server) {
    var author = server.relay().member();
    var reader = server.relay().member();
    reader.subscribe("closed", notes(author, ""));
    reader.subscribe("open", notes(author, ""));
    reader.sendText("[\"CLOSE\",\"closed\"]");
    // An answer to a later message shows that CLOSE was processed.
    reader.query("{\"limit\":0}");
    var event = author.accept(author.event(1, "after CLOSE"));
    reader.awaitEvent("open", event);
    Expect.that(!reader.hasReceived("closed", event), "nothing after CLOSE", "a live event");
    reader.subscribe("used", notes(author, ",\"limit\":0"));
    reader.subscribe("used", "{\"kinds\":[9],\"authors\":[\"" + author.pubkey() + "\"]}");
    var old = author.accept(author.event(1, "for the first filter"));
    reader.awaitEvent("used", author.accept(author.event(9, "for the second filter")));
    if (reader.hasReceived("used", old)) {
      throw CheckException.differs("a subscription whose id is used again stays active");
    }
  }

  private static void hideInternalKinds(SuiteServer server) {
    var relay = server.create(config -> config.withObject("/policy").put("public_join", true));
    var inviter = relay.inviter();
    Expect.that(!inviter.query("{\"kinds\":[28935]}").isEmpty(), "an invite", "none");
    relay.manage("banevent", "ab".repeat(32), "for a list of banned events");
    var member = relay.member();
    var filter = "{\"kinds\":[28934,28935,28936,30390,30078]}";
    member.subscribe("live", filter, "{\"kinds\":[1]}");
    var joining = relay.stranger();
    joining.accept(joining.event(28_934, ""));
    joining.accept(joining.event(28_936, ""));
    relay.manage("banevent", "cd".repeat(32), "");
    var author = relay.member();
    member.awaitEvent("live", author.accept(author.event(1, "marker")));
    Expect.equal(1, member.events("live").size());
    Expect.equal(List.of(), member.query(filter));
  }

  private static void count(SuiteServer server) {
    var author = server.relay().member();
    for (int i = 0; i < 3; i++) {
      author.accept(author.event(1, "note " + i));
    }
    author.sendText("[\"COUNT\",\"c\"," + notes(author, "") + "]");
    var answer =
        author.expectMessage(
            found -> CheckClient.isFor(found, "c"), "COUNT, or CLOSED of a stock zooid");
    var text = answer.path(2).asString("");
    if (text.equals("unsupported: this relay does not support NIP-45")) {
      throw CheckException.differs("COUNT is refused as unsupported");
    }
    Expect.equal(3, answer.path(2).path("count").asInt(-1));
  }

  private static void search(SuiteServer server) {
    var author = server.relay().member();
    var word = "w" + author.pubkey().substring(0, 12);
    var found = author.accept(author.event(1, "A sentence with " + word + " inside of it."));
    author.accept(author.event(1, "A sentence without."));
    var by = ",\"search\":";
    expect(author, notes(author, by + "\"" + word + "\""), found);
    expect(author, notes(author, by + "\"with " + word + " inside\""), found);
    expect(author, notes(author, by + "\"" + word + "nothing\""));
  }
}
