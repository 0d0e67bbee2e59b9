package caravel.conformance.numbers;

import caravel.conformance.PlainHttp;
import caravel.conformance.numbers.ConformanceSuite.NumberedCheck;
import caravel.nostr.SecretKey;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Creation, changes and deletion of relays over the management API (22 to 38).
final class RelayChangeChecks {
  private static final int BODY_BYTES_MAX = 1_048_576;

  private RelayChangeChecks() {}

  static List<NumberedCheck> list() {
    return List.of(
        new NumberedCheck(
            22, "POST creates a relay with 201 and a message.", RelayChangeChecks::create),
        new NumberedCheck(
            23,
            "POST of an existing id gets 409, even with an invalid body.",
            RelayChangeChecks::refuseExistingId),
        new NumberedCheck(
            24,
            "POST with the schema or host of another relay gets 409.",
            RelayChangeChecks::refuseDuplicates),
        new NumberedCheck(
            25, "POST without host, schema or secret gets 400.", RelayChangeChecks::requireFields),
        new NumberedCheck(
            26,
            "POST with a bad secret († or one that is not hex) or key gets 400.",
            RelayChangeChecks::refuseBadKeys),
        new NumberedCheck(
            27,
            "POST of a schema with a hyphen or upper case gets 400.",
            RelayChangeChecks::refuseBadSchemas),
        new NumberedCheck(
            28,
            "A body that is not JSON or is over 1 MiB gets 400.",
            RelayChangeChecks::refuseBadBodies),
        new NumberedCheck(
            29,
            "PUT of an unknown id gets 404; PUT of the same is no conflict.",
            RelayChangeChecks::replace),
        new NumberedCheck(30, "PUT resets omitted fields.", RelayChangeChecks::resetByPut),
        new NumberedCheck(
            31,
            "PATCH changes only the given fields, at any depth.",
            RelayChangeChecks::mergeByPatch),
        new NumberedCheck(
            32,
            "PATCH with null resets an optional field; a host of null gets 400.",
            RelayChangeChecks::resetByPatch),
        new NumberedCheck(
            33, "PATCH replaces lists, and null removes a role.", RelayChangeChecks::patchRoles),
        new NumberedCheck(
            34,
            "PATCH to the schema or host of another relay gets 409.",
            RelayChangeChecks::refuseDuplicatePatch),
        new NumberedCheck(35, "DELETE gets 200, then 404.", RelayChangeChecks::delete),
        new NumberedCheck(
            36,
            "GET members lists sorted, unique keys, also of an inactive relay.",
            RelayChangeChecks::listMembers),
        new NumberedCheck(
            37,
            "A wrong method gets 405 and an unknown path 404, before the token.",
            RelayChangeChecks::matchRoute),
        new NumberedCheck(
            38,
            "An incomplete S3 adapter or an unknown one gets 400.",
            RelayChangeChecks::checkAdapter));
  }

  private static PlainHttp.Answer post(SuiteServer server, CreatedRelay relay, ObjectNode config) {
    return server.call("POST", "/relay/" + relay.id(), config.toString());
  }

  private static PlainHttp.Answer patch(SuiteServer server, CreatedRelay relay, String json) {
    return server.call("PATCH", "/relay/" + relay.id(), json);
  }

  private static void expectMessage(int status, String message, PlainHttp.Answer answer) {
    Expect.status(status, answer);
    Expect.equal(message, Text.tree(answer.body()).path("message").asString(""));
  }

  private static void create(SuiteServer server) {
    var relay = server.unsaved();
    expectMessage(201, "relay created successfully", post(server, relay, relay.config()));
  }

  private static void refuseExistingId(SuiteServer server) {
    var path = "/relay/" + server.relay().id();
    var error = "relay with this id already exists";
    Expect.error(409, error, server.call("POST", path, server.relay().config().toString()));
    Expect.error(409, error, server.call("POST", path, "nonsense"));
  }

  private static void refuseDuplicates(SuiteServer server) {
    var other = server.relay();
    var relay = server.unsaved();
    Expect.error(
        409,
        "schema \"" + other.id() + "\" is already in use",
        post(server, relay, relay.config().put("schema", other.id())));
    Expect.error(
        409,
        "host \"" + other.host() + "\" is already in use",
        post(server, relay, relay.config().put("host", other.host())));
  }

  private static void requireFields(SuiteServer server) {
    var relay = server.unsaved();
    Expect.error(400, "host is required", post(server, relay, without(relay, "host")));
    Expect.error(400, "schema is required", post(server, relay, without(relay, "schema")));
    var answer = post(server, relay, without(relay, "secret"));
    var text = Text.tree(answer.body()).path("error").asString("");
    Expect.status(400, answer);
    Expect.that(
        text.equals("secret is required") || text.startsWith("invalid secret key"),
        "“secret is required” or “invalid secret key: …”",
        text);
  }

  private static ObjectNode without(CreatedRelay relay, String field) {
    var config = relay.config();
    config.remove(field);
    return config;
  }

  private static void refuseBadKeys(SuiteServer server) {
    var relay = server.unsaved();
    for (var secret : List.of("ff".repeat(33), "00".repeat(32), "ff".repeat(32))) {
      Expect.error(
          400, "invalid secret key: …", post(server, relay, relay.config().put("secret", secret)));
    }
    for (var pubkey : List.of("abc", "ff".repeat(32))) {
      var config = relay.config();
      config.withObject("/info").put("pubkey", pubkey);
      Expect.error(400, "invalid info.pubkey: …", post(server, relay, config));
    }
    var answer = post(server, relay, relay.config().put("secret", "not hexadecimal"));
    if (answer.status() == 201) {
      throw CheckException.differs("a secret that is not hex is accepted");
    }
    Expect.error(400, "invalid secret key: …", answer);
  }

  private static void refuseBadSchemas(SuiteServer server) {
    var relay = server.unsaved();
    for (var schema : List.of(relay.id() + "-x", relay.id() + "X")) {
      Expect.error(
          400,
          "schema must contain only …",
          post(server, relay, relay.config().put("schema", schema)));
    }
  }

  private static void refuseBadBodies(SuiteServer server) {
    var relay = server.unsaved();
    var path = "/relay/" + relay.id();
    Expect.error(400, "invalid json config: …", server.call("POST", path, "nonsense"));
    var config = relay.config();
    config.withObject("/info").put("description", "x".repeat(BODY_BYTES_MAX));
    Expect.error(
        400, "failed to read body: http: request body too large", post(server, relay, config));
  }

  private static void replace(SuiteServer server) {
    var config = server.relay().config().toString();
    Expect.error(404, "relay not found", server.call("PUT", "/relay/unknown1", config));
    var path = "/relay/" + server.relay().id();
    expectMessage(200, "relay updated successfully", server.call("PUT", path, config));
  }

  private static void resetByPut(SuiteServer server) {
    var relay = server.create(_ -> {});
    Expect.that(relay.nip11().has("description"), "a description", relay.nip11());
    var config = relay.config();
    config.withObject("/info").remove("description");
    Expect.status(200, server.call("PUT", "/relay/" + relay.id(), config.toString()));
    server.await(
        () -> relay.nip11().path("description").asString("").isEmpty(),
        "NIP-11 without a description");
  }

  private static void mergeByPatch(SuiteServer server) {
    var relay = server.create(_ -> {});
    var description = relay.nip11().path("description").asString("");
    expectMessage(
        200,
        "relay patched successfully",
        patch(server, relay, "{\"info\":{\"name\":\"patched\"}}"));
    server.await(() -> info(relay, "name").equals("patched"), "the new name in NIP-11");
    Expect.equal(description, info(relay, "description"));
    Expect.equal(relay.people().owner().publicKey().hex(), info(relay, "pubkey"));
  }

  private static String info(CreatedRelay relay, String field) {
    return relay.nip11().path(field).asString("");
  }

  private static void resetByPatch(SuiteServer server) {
    var relay = server.create(_ -> {});
    Expect.status(200, patch(server, relay, "{\"info\":{\"description\":null}}"));
    server.await(() -> info(relay, "description").isEmpty(), "NIP-11 without a description");
    Expect.equal(relay.id(), info(relay, "name"));
    Expect.error(400, "host is required", patch(server, relay, "{\"host\":null}"));
  }

  private static void patchRoles(SuiteServer server) {
    var relay = server.create(_ -> {});
    var first = relay.people().manager();
    var second = SecretKey.generate();
    Expect.that(manages(relay, first), "a manager of the configuration", "none");
    var list = "[\"" + second.publicKey().hex() + "\"]";
    relay.patch("{\"roles\":{\"manager\":{\"pubkeys\":" + list + "}}}");
    server.await(() -> manages(relay, second), "a manager after the change of the list");
    Expect.that(!manages(relay, first), "the end of the first manager’s rights", "none");
    relay.patch("{\"roles\":{\"manager\":null}}");
    server.await(() -> !manages(relay, second), "no manager after the removal of the role");
  }

  private static boolean manages(CreatedRelay relay, SecretKey key) {
    return !relay.manageAs(key, "supportedmethods").path("result").isEmpty();
  }

  private static void refuseDuplicatePatch(SuiteServer server) {
    var other = server.relay();
    var relay = server.create(_ -> {});
    Expect.error(
        409,
        "schema \"" + other.id() + "\" is already in use",
        patch(server, relay, "{\"schema\":\"" + other.id() + "\"}"));
    Expect.error(
        409,
        "host \"" + other.host() + "\" is already in use",
        patch(server, relay, "{\"host\":\"" + other.host() + "\"}"));
  }

  private static void delete(SuiteServer server) {
    var relay = server.create(_ -> {});
    var path = "/relay/" + relay.id();
    expectMessage(200, "relay deleted successfully", server.call("DELETE", path, ""));
    Expect.error(404, "relay not found", server.call("DELETE", path, ""));
  }

  private static void listMembers(SuiteServer server) {
    var relay = server.create(_ -> {});
    relay.admit(SecretKey.generate());
    var keys = members(server, relay);
    Expect.equal(keys.stream().sorted().distinct().toList(), keys);
    Expect.that(
        keys.contains(relay.people().owner().publicKey().hex()), "the owner among them", keys);
    Expect.equal(4, keys.size());
    relay.patch("{\"inactive\":true}");
    server.awaitServed(relay, false);
    Expect.equal(keys, members(server, relay));
    Expect.error(404, "relay not found", server.call("GET", "/relay/unknown1/members", ""));
  }

  private static List<String> members(SuiteServer server, CreatedRelay relay) {
    var answer = server.call("GET", "/relay/" + relay.id() + "/members", "");
    Expect.status(200, answer);
    return Text.tree(answer.body())
        .path("members")
        .valueStream()
        .map(JsonNode::stringValue)
        .toList();
  }

  private static void matchRoute(SuiteServer server) {
    Expect.status(405, server.callWith("", "GET", "/relay/unknown1", ""));
    Expect.status(404, server.callWith("", "GET", "/nothing/here", ""));
  }

  private static void checkAdapter(SuiteServer server) {
    var relay = server.unsaved();
    var config = relay.config();
    config.withObject("/blossom").put("adapter", "tape");
    Expect.error(400, "invalid blossom adapter", post(server, relay, config));
    for (var field : List.of("bucket", "region", "access_key", "secret_key")) {
      var blossom = relay.config();
      var s3 = blossom.withObject("/blossom").put("adapter", "s3").putObject("s3");
      s3.put("bucket", "b").put("region", "r").put("access_key", "a").put("secret_key", "s");
      s3.remove(field);
      Expect.error(
          400,
          "blossom.s3." + field + " is required when blossom.adapter is s3",
          post(server, relay, blossom));
    }
  }
}
