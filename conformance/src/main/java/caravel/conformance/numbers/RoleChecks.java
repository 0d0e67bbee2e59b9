package caravel.conformance.numbers;

import caravel.conformance.numbers.ConformanceSuite.NumberedCheck;
import caravel.nostr.Event;
import caravel.nostr.Kinds;
import caravel.nostr.Nip98;
import caravel.nostr.SecretKey;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/// Rights of roles, relay management (NIP-86) and bans (101 to 112).
final class RoleChecks {
  private static final String ONLY_ADMINS = "blocked: only relay admins can manage this relay.";
  private static final String EVENT_BANNED =
      "restricted: this event has been banned from this relay";
  private static final String INVITE = "{\"kinds\":[28935]}";
  private static final String METHOD = "supportedmethods";

  private RoleChecks() {}

  static List<NumberedCheck> list() {
    return List.of(
        new NumberedCheck(
            101,
            "A key that may manage and not invite gets no invite.",
            server -> {
              var manager = server.create(_ -> {}).manager();
              Expect.equal(List.of(), manager.query(INVITE));
            }),
        new NumberedCheck(
            102,
            "The role “member” lets every member invite.",
            server -> {
              var relay =
                  server.create(config ->
                      config.withObject("/roles").putObject("member").put("can_invite", true));
              Expect.equal(1, relay.member().query(INVITE).size());
            }),
        new NumberedCheck(103, "supportedmethods answers managers only.", RoleChecks::listMethods),
        new NumberedCheck(
            104, "A wrong hash, address or time gets its exact text.", RoleChecks::checkToken),
        new NumberedCheck(105, "changerelayname shows in NIP-11 and stays.", RoleChecks::rename),
        new NumberedCheck(
            106, "banpubkey removes the member and the events, with a reason.", RoleChecks::banKey),
        new NumberedCheck(
            107,
            "allowpubkey adds, unbanpubkey pardons, unallowpubkey removes.",
            RoleChecks::allowKey),
        new NumberedCheck(
            108,
            "banevent deletes and keeps away; allowevent permits again.",
            RoleChecks::banEvent),
        new NumberedCheck(
            109, "listbannedevents lists ids and reasons.", RoleChecks::listBannedEvents),
        new NumberedCheck(110, "The methods for roles and codes work.", RoleChecks::manageRoles),
        new NumberedCheck(
            111, "signevent signs 30078, 5, 30067 and 39067 only.", RoleChecks::signEvents),
        new NumberedCheck(
            112,
            "The owner cannot be banned.",
            server -> {
              var relay = server.relay();
              var owner = relay.people().owner();
              var answer =
                  relay.manageAs(
                      relay.people().manager(), "banpubkey", owner.publicKey().hex(), "x");
              Expect.equal("Can't remove permanent admins from relay.", error(answer));
            }));
  }

  private static String error(JsonNode answer) {
    return answer.path("error").asString("");
  }

  private static void listMethods(SuiteServer server) {
    var relay = server.relay();
    for (var key : List.of(relay.people().owner(), relay.people().manager())) {
      Expect.that(
          !relay.manageAs(key, METHOD).path("result").isEmpty(), "a list of methods", "none");
    }
    var stranger = relay.manageAs(SecretKey.generate(), METHOD);
    Expect.equal(ONLY_ADMINS, error(stranger));
    Expect.equal(ONLY_ADMINS, error(relay.manageAs(relay.people().inviter(), METHOD)));
  }

  private static void checkToken(SuiteServer server) {
    var relay = server.relay();
    var owner = relay.people().owner();
    var body = CreatedRelay.body(METHOD);
    var bytes = body.getBytes(StandardCharsets.UTF_8);
    var url = relay.httpUrl() + "/";
    var other = Nip98.token(owner, url, "POST", new byte[] {1}, relay.now());
    Expect.equal("invalid auth event payload hash", error(relay.manageWith(other, body)));
    var elsewhere = Nip98.token(owner, "https://other.example/", "POST", bytes, relay.now());
    Expect.startsWith("invalid \"u\" tag, expected '", error(relay.manageWith(elsewhere, body)));
    var old = Nip98.token(owner, url, "POST", bytes, relay.now() - 31);
    Expect.equal("auth event is too old", error(relay.manageWith(old, body)));
    Expect.equal("missing auth", error(relay.manageWith("", body)));
    var bare = Nip98.header(Event.sign(owner, relay.now(), Kinds.HTTP_AUTH, List.of(), ""));
    Expect.equal("missing \"u\" tag", error(relay.manageWith(bare, body)));
  }

  private static void rename(SuiteServer server) {
    var relay = server.create(_ -> {});
    relay.manage("changerelayname", "a new name");
    server.await(
        () -> relay.nip11().path("name").asString("").equals("a new name"), "the name in NIP-11");
    relay.patch("{\"info\":{\"description\":\"later\"}}");
    server.await(
        () -> relay.nip11().path("description").asString("").equals("later"),
        "the description in NIP-11");
    Expect.equal("a new name", relay.nip11().path("name").asString(""));
  }

  private static boolean lists(CreatedRelay relay, String method, Map<String, String> entry) {
    return relay
        .manage(method)
        .valueStream()
        .anyMatch(found ->
            entry.entrySet().stream()
                .allMatch(
                    field -> found.path(field.getKey()).asString("").equals(field.getValue())));
  }

  private static void banKey(SuiteServer server) {
    var relay = server.relay();
    var member = relay.member();
    var event = member.accept(member.event(1, "before the ban"));
    relay.manage("banpubkey", member.pubkey(), "spam");
    var owner = relay.owner();
    Expect.that(!owner.sees(event), "no events of the banned key", "an event");
    Expect.that(
        !Text.hasTag(CreatedRelay.memberList(owner), "member", member.pubkey()),
        "a member list without the banned key",
        "the key");
    Expect.that(
        lists(relay, "listbannedpubkeys", Map.of("pubkey", member.pubkey(), "reason", "spam")),
        "the key and the reason in listbannedpubkeys",
        relay.manage("listbannedpubkeys"));
    var again = relay.signIn(member.key());
    again.refuse(again.event(1, "after the ban"), "restricted:");
    Expect.startsWith("restricted:", again.refusedQuery("{\"kinds\":[1]}"));
  }

  private static void allowKey(SuiteServer server) {
    var relay = server.relay();
    var member = relay.member();
    var key = member.pubkey();
    relay.manage("banpubkey", key, "test");
    relay.manage("unbanpubkey", key);
    Expect.that(
        !lists(relay, "listbannedpubkeys", Map.of("pubkey", key)), "no ban", "a ban of the key");
    Expect.that(!isMember(relay, key), "no member after unbanpubkey", "a member");
    relay.manage("banpubkey", key, "test");
    relay.manage("allowpubkey", key);
    Expect.that(
        isMember(relay, key) && !lists(relay, "listbannedpubkeys", Map.of("pubkey", key)),
        "a member without a ban after allowpubkey",
        "something else");
    relay.manage("unallowpubkey", key);
    Expect.that(
        !isMember(relay, key) && !lists(relay, "listbannedpubkeys", Map.of("pubkey", key)),
        "neither a member nor a ban after unallowpubkey",
        "something else");
  }

  private static boolean isMember(CreatedRelay relay, String key) {
    return lists(relay, "listallowedpubkeys", Map.of("pubkey", key));
  }

  private static void banEvent(SuiteServer server) {
    var relay = server.relay();
    var member = relay.member();
    var event = member.accept(member.event(1, "to be banned"));
    relay.manage("banevent", event.id().hex(), "test");
    Expect.that(!member.sees(event), "no banned event", "the event");
    member.refuse(event, EVENT_BANNED);
    relay.manage("allowevent", event.id().hex());
    member.accept(event);
    Expect.that(member.sees(event), "the event after allowevent", "none");
  }

  private static void listBannedEvents(SuiteServer server) {
    var relay = server.relay();
    var id = relay.people().inviter().publicKey().hex();
    relay.manage("banevent", id, "a reason");
    Expect.that(
        lists(relay, "listbannedevents", Map.of("id", id, "reason", "a reason")),
        "the id and the reason",
        relay.manage("listbannedevents"));
  }

  private static void manageRoles(SuiteServer server) {
    var relay = server.create(_ -> {});
    var member = relay.member();
    relay.manage("createrole", "helper", "Helper", "Helps.", 120, 1);
    Expect.equal(
        "role \"helper\" already exists",
        error(relay.manageAs(relay.people().owner(), "createrole", "helper", "H", "", 1, 1)));
    var label = member.query("{\"kinds\":[33534],\"#d\":[\"helper\"]}").getFirst();
    Expect.equal("Helper", Text.tag(label, "label"));
    Expect.equal("120", Text.tag(label, "color"));
    relay.manage("assignrole", member.pubkey(), "helper");
    Expect.that(hasRole(member), "the role in the member list", CreatedRelay.memberList(member));
    relay.manage("editrole", "helper", "Aide", "Aids.", 10, 2);
    Expect.equal("Aide", Text.tag(member.query("{\"kinds\":[33534]}").getFirst(), "label"));
    relay.manage("unassignrole", member.pubkey(), "helper");
    Expect.that(!hasRole(member), "a member list without the role", "the role");
    relay.manage("assignrole", member.pubkey(), "helper");
    relay.manage("deleterole", "helper");
    Expect.that(!hasRole(member), "a member list without the deleted role", "the role");
    Expect.equal(List.of(), member.query("{\"kinds\":[33534]}"));
    manageCodes(relay);
  }

  private static boolean hasRole(CheckClient member) {
    return CreatedRelay.memberList(member)
        .path("tags")
        .valueStream()
        .anyMatch(tag ->
            tag.path(1).asString("").equals(member.pubkey())
                && tag.path(2).asString("").equals("helper"));
  }

  private static void manageCodes(CreatedRelay relay) {
    relay.manage("createclaim", "SUMMER");
    relay.manage("createclaim", "SUMMER");
    var codes = relay.manage("listclaims").toString();
    Expect.equal(2, codes.split("SUMMER", -1).length);
    var first = relay.stranger();
    first.accept(MembershipChecks.request(first, "SUMMER"));
    relay.manage("deleteclaim", "SUMMER");
    var second = relay.stranger();
    second.refuse(MembershipChecks.request(second, "SUMMER"), "invalid:");
    Expect.equal(
        "claim is required", error(relay.manageAs(relay.people().owner(), "createclaim", "")));
  }

  private static void signEvents(SuiteServer server) {
    var relay = server.relay();
    var reader = relay.owner();
    for (int kind : List.of(30_078, 30_067, 39_067)) {
      var template = Map.of("kind", kind, "tags", List.of(List.of("d", "c" + kind)));
      var event = relay.manage("signevent", template);
      Expect.equal(relay.people().self().publicKey().hex(), event.path("pubkey").asString(""));
      var id = event.path("id").asString("");
      Expect.equal(1, reader.query(CheckClient.filter("ids", id)).size());
      relay.manage("signevent", Map.of("kind", 5, "tags", List.of(List.of("e", id))));
      Expect.equal(0, reader.query(CheckClient.filter("ids", id)).size());
    }
    var note = relay.manageAs(relay.people().owner(), "signevent", Map.of("kind", 1));
    Expect.equal("kind not allowed", error(note));
  }
}
