package caravel.conformance.numbers;

import caravel.conformance.PlainHttp;
import caravel.conformance.numbers.ConformanceSuite.NumberedCheck;
import caravel.nostr.Event;
import caravel.nostr.SecretKey;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/// Processes and the choice of the relay by the Host header (1 to 10).
final class ProcessChecks {
  private static final String NEEDS_FOLDER =
      "a broken file needs the configuration folder of the server";
  private static final Map<String, String> NIP11 = Map.of("Accept", "application/nostr+json");

  private ProcessChecks() {}

  static List<NumberedCheck> list() {
    return List.of(
        new NumberedCheck(
            1, "A relay answers for exactly its host with its port.", ProcessChecks::matchHost),
        new NumberedCheck(
            2,
            "An unknown host is answered with 404 and “Not Found”.",
            ProcessChecks::refuseUnknownHost),
        new NumberedCheck(
            3,
            "An inactive relay answers HTTP and WebSocket requests with 404.",
            ProcessChecks::stopInactiveRelay),
        new NumberedCheck(
            4,
            "The host of the management API takes precedence over a relay.",
            ProcessChecks::preferApiHost),
        new NumberedCheck(
            5,
            "Creation and deletion take effect without a restart.",
            ProcessChecks::createAndDelete),
        new NumberedCheck(
            6,
            "An invalid configuration does not affect other relays.",
            ProcessChecks::isolateInvalidConfiguration),
        new NumberedCheck(
            7,
            "† An invalid change keeps the last valid configuration.",
            ProcessChecks::keepLastConfiguration),
        new NumberedCheck(
            8,
            "† A change closes exactly the sockets and subscriptions it must.",
            ProcessChecks::applyChangesToSockets),
        new NumberedCheck(
            9,
            "The owner and the keys of roles are members, announced once.",
            ProcessChecks::admitConfiguredKeys),
        new NumberedCheck(
            10,
            "A relay that is created again with its schema has its events.",
            ProcessChecks::keepEventsOfSchema));
  }

  private static void matchHost(SuiteServer server) {
    var host = server.relay().host();
    var colon = host.indexOf(':');
    var other = colon < 0 ? host + ":1" : host.substring(0, colon);
    Expect.status(200, ask(server, host));
    Expect.status(404, ask(server, other));
    Expect.status(404, ask(server, "x" + host));
  }

  private static void refuseUnknownHost(SuiteServer server) {
    var answer = ask(server, "unknown." + server.relay().host());
    Expect.status(404, answer);
    Expect.equal("Not Found", answer.body().strip());
  }

  private static void stopInactiveRelay(SuiteServer server) {
    var relay = server.create(_ -> {});
    relay.patch("{\"inactive\":true}");
    server.awaitServed(relay, false);
    Expect.that(!relay.opensSocket(), "a refused handshake", "an open socket");
  }

  private static void preferApiHost(SuiteServer server) {
    var relay = server.unsaved();
    var host = server.target().apiHost();
    server.save(relay, relay.config().put("host", host));
    var answer =
        PlainHttp.ask(
            server.target().apiAddress(), new PlainHttp.Question("GET", "/", host, NIP11, ""));
    Expect.that(answer.status() == 404 || answer.status() == 401, "the API’s 404 or 401", answer);
    Expect.error(404, "relay not found", server.call("DELETE", "/relay/unknown1", ""));
  }

  private static void createAndDelete(SuiteServer server) {
    var relay = server.create(_ -> {});
    Expect.that(relay.opensSocket(), "an open socket", "a refused handshake");
    Expect.status(200, server.call("DELETE", "/relay/" + relay.id(), ""));
    server.awaitServed(relay, false);
    Expect.that(!relay.opensSocket(), "a refused handshake", "an open socket");
  }

  private static void isolateInvalidConfiguration(SuiteServer server) {
    var broken = server.unsaved();
    var config = broken.config().put("secret", "ff".repeat(40));
    Expect.status(400, server.call("POST", "/relay/" + broken.id(), config.toString()));
    Expect.status(200, ask(server, server.relay().host()));
    throw CheckException.passedInPart(NEEDS_FOLDER);
  }

  private static void keepLastConfiguration(SuiteServer server) {
    var relay = server.create(_ -> {});
    try (var client = relay.member()) {
      Expect.status(400, server.call("PATCH", "/relay/" + relay.id(), "{\"host\":null}"));
      Expect.equal(relay.id(), relay.nip11().path("name").asString(""));
      client.accept(client.event(1, "still here"));
    }
    throw CheckException.passedInPart(NEEDS_FOLDER);
  }

  private static void applyChangesToSockets(SuiteServer server) {
    var relay = server.create(config -> config.withObject("/policy").put("public_read", true));
    var member = relay.member();
    var reader = relay.stranger();
    member.subscribe("live", CheckClient.filter("kinds", 1));
    reader.subscribe("live", CheckClient.filter("kinds", 1));
    relay.patch("{\"info\":{\"name\":\"renamed\"}}");
    server.await(
        () -> relay.nip11().path("name").asString("").equals("renamed"), "the new name in NIP-11");
    var author = relay.member();
    var event = author.accept(author.event(1, "after the change"));
    if (!arrives(member, event)) {
      throw CheckException.differs("open sockets receive no live events after a change");
    }
    relay.patch("{\"policy\":{\"public_read\":false}}");
    var closed = reader.expectLabel("CLOSED");
    Expect.startsWith("restricted:", closed.path(2).asString(""));
    relay.patch("{\"info\":{\"pubkey\":\"" + SecretKey.generate().publicKey().hex() + "\"}}");
    Expect.that(!member.awaitClose().isEmpty(), "a reason for the close", "none");
    var later = relay.manager();
    relay.patch("{\"inactive\":true}");
    Expect.that(!later.awaitClose().isEmpty(), "a reason for the close", "none");
  }

  private static boolean arrives(CheckClient client, Event event) {
    try {
      client.awaitEvent("live", event);
      return true;
    } catch (CheckException _) {
      return false;
    }
  }

  private static void admitConfiguredKeys(SuiteServer server) {
    var relay = server.create(_ -> {});
    try (var owner = relay.owner()) {
      var people = relay.people();
      var members = members(owner);
      for (var key : List.of(people.owner(), people.manager(), people.inviter())) {
        Expect.that(members.contains(key.publicKey().hex()), "a member " + key, members);
      }
      var before = owner.queryIds("{\"kinds\":[8000]}");
      var added = SecretKey.generate().publicKey().hex();
      relay.patch("{\"roles\":{\"guest\":{\"pubkeys\":[\"" + added + "\"]}}}");
      server.await(() -> announced(relay, added), "kind 8000 for the new key of a role");
      try (var again = relay.owner()) {
        var after = again.queryIds("{\"kinds\":[8000]}");
        Expect.equal(before.size() + 1, after.size());
      }
    }
  }

  private static boolean announced(CreatedRelay relay, String key) {
    try (var owner = relay.owner()) {
      return !owner.query("{\"kinds\":[8000],\"#p\":[\"" + key + "\"]}").isEmpty();
    }
  }

  private static Set<String> members(CheckClient reader) {
    return CreatedRelay.memberList(reader)
        .path("tags")
        .valueStream()
        .map(tag -> tag.path(1).asString(""))
        .collect(Collectors.toSet());
  }

  private static void keepEventsOfSchema(SuiteServer server) {
    var relay = server.create(_ -> {});
    var config = relay.config();
    Event event;
    try (var owner = relay.owner()) {
      event = owner.accept(owner.event(1, "before the deletion"));
    }
    Expect.status(200, server.call("DELETE", "/relay/" + relay.id(), ""));
    server.awaitServed(relay, false);
    server.save(relay, config);
    server.awaitServed(relay, true);
    try (var owner = relay.owner()) {
      Expect.that(owner.sees(event), "the event of before the deletion", "none");
    }
  }

  private static PlainHttp.Answer ask(SuiteServer server, String host) {
    return server.ask(new PlainHttp.Question("GET", "/", host, NIP11, ""));
  }
}
