package caravel.engine.http;

import caravel.engine.session.EventTemplate;
import caravel.engine.session.InviteCodes;
import caravel.engine.session.RoleLabel;
import caravel.nostr.Json;
import caravel.nostr.MalformedException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import tools.jackson.databind.JsonNode;

/// The body of a management call (NIP-86) with unparsed parameters.
///
/// Exception messages are zooid's answers. Parameters of unserved methods are checked as far as
/// zooid checks them, so that a client gets the same error.
record Nip86Request(String method, List<JsonNode> params) {
  Nip86Request {
    params = List.copyOf(params);
  }

  /// @throws MalformedException when the body is not a call
  static Nip86Request parse(byte[] json) {
    JsonNode tree;
    try {
      tree = Json.tree(new String(json, StandardCharsets.UTF_8));
    } catch (MalformedException malformed) {
      throw new MalformedException("invalid json body", malformed);
    }
    var method = tree.path("method");
    var params = tree.path("params");
    if (!(tree.isObject() || tree.isNull())
        || !(method.isString() || isAbsent(method))
        || !(params.isArray() || isAbsent(params))) {
      throw new MalformedException("invalid json body");
    }
    return new Nip86Request(
        method.asString(""), params.isArray() ? params.valueStream().toList() : List.of());
  }

  private static boolean isAbsent(JsonNode node) {
    return node.isMissingNode() || node.isNull();
  }

  /// Reads the parameters of one method.
  private record Method(boolean isServed, Function<Nip86Params, Nip86Call> reader) {}

  private static final Map<String, Method> METHODS = methods();

  /// The names of the served methods, sorted.
  static List<String> served() {
    return METHODS.entrySet().stream()
        .filter(entry -> entry.getValue().isServed())
        .map(Map.Entry::getKey)
        .toList();
  }

  private static Map<String, Method> methods() {
    var methods = new TreeMap<String, Method>();
    pubkeyMethods(methods);
    listMethods(methods);
    communityMethods(methods);
    for (var name :
        List.of(
            "grantadmin",
            "listallowedevents",
            "listeventsneedingmoderation",
            "revokeadmin",
            "stats")) {
      methods.put(name, new Method(false, _ -> new Nip86Call.NotServed()));
    }
    methods.put("supportedmethods", new Method(false, _ -> new Nip86Call.SupportedMethods()));
    return methods;
  }

  private static void serve(
      Map<String, Method> methods, String name, Function<Nip86Params, Nip86Call> reader) {
    methods.put(name, new Method(true, reader));
  }

  private static void pubkeyMethods(Map<String, Method> methods) {
    serve(methods, "banpubkey", given -> new Nip86Call.Ban(given.pubkey(), given.reason()));
    serve(methods, "unbanpubkey", given -> new Nip86Call.Unban(given.pubkey()));
    serve(methods, "allowpubkey", given -> new Nip86Call.Allow(given.pubkey()));
    serve(methods, "unallowpubkey", given -> new Nip86Call.Unallow(given.pubkey()));
    serve(methods, "listbannedpubkeys", _ -> new Nip86Call.ListBanned());
    serve(methods, "listallowedpubkeys", _ -> new Nip86Call.ListAllowed());
  }

  private static void listMethods(Map<String, Method> methods) {
    serve(methods, "banevent", given -> new Nip86Call.BanEvent(given.id(), given.reason()));
    serve(methods, "allowevent", given -> new Nip86Call.AllowEvent(given.id()));
    serve(methods, "listbannedevents", _ -> new Nip86Call.ListBannedEvents());
    serve(methods, "allowkind", given -> new Nip86Call.AllowKind(given.kind()));
    serve(methods, "disallowkind", given -> new Nip86Call.DisallowKind(given.kind()));
    serve(methods, "listallowedkinds", _ -> new Nip86Call.ListAllowedKinds());
    serve(methods, "listdisallowedkinds", _ -> new Nip86Call.ListDisallowedKinds());
    serve(methods, "blockip", given -> new Nip86Call.BlockAddress(given.ip(), given.reason()));
    serve(methods, "unblockip", given -> new Nip86Call.UnblockAddress(given.ip()));
    serve(methods, "listblockedips", _ -> new Nip86Call.ListBlockedAddresses());
  }

  private static void communityMethods(Map<String, Method> methods) {
    for (var field : List.of("name", "description", "icon")) {
      serve(methods, "changerelay" + field, given -> new Nip86Call.ChangeInfo(field, given.info()));
    }
    serve(methods, "createrole", given -> new Nip86Call.CreateRole(role(given)));
    serve(methods, "editrole", given -> new Nip86Call.EditRole(role(given)));
    serve(methods, "deleterole", given -> new Nip86Call.DeleteRole(given.text(0, "id")));
    serve(
        methods,
        "assignrole",
        given -> new Nip86Call.AssignRole(given.pubkey(), given.text(1, "role")));
    serve(
        methods,
        "unassignrole",
        given -> new Nip86Call.UnassignRole(given.pubkey(), given.text(1, "role")));
    serve(methods, "listclaims", _ -> new Nip86Call.ListClaims());
    serve(
        methods,
        "createclaim",
        given -> new Nip86Call.CreateClaim(given.text(0, "claim"), limits(given)));
    serve(methods, "deleteclaim", given -> new Nip86Call.DeleteClaim(given.text(0, "claim")));
    serve(methods, "signevent", given -> new Nip86Call.SignEvent(template(given)));
  }

  /// @throws MalformedException when the method is unknown or its parameters are wrong
  Nip86Call call() {
    var given = new Nip86Params(method, params);
    var known = METHODS.get(method);
    if (known == null) {
      throw given.wrong("unknown method");
    }
    return known.reader().apply(given);
  }

  private static RoleLabel role(Nip86Params given) {
    try {
      return new RoleLabel(
          given.atLeast(5).text(0, "id"),
          given.text(1, "label"),
          given.text(2, "description"),
          given.smallNumber(3, "color hue"),
          given.smallNumber(4, "order"));
    } catch (IllegalArgumentException refused) {
      throw new MalformedException(String.valueOf(refused.getMessage()), refused);
    }
  }

  /// Two optional parameters, which zooid does not have: the end in unix seconds, and the most
  /// uses. Absent, null and 0 mean no limit.
  private static InviteCodes.Limits limits(Nip86Params given) {
    long expiresAt = given.number(1, "expiration");
    long usesMax = given.number(2, "uses");
    if (expiresAt < 0 || usesMax < 0) {
      throw given.wrong("negative limit for");
    }
    return new InviteCodes.Limits(expiresAt, usesMax);
  }

  private static EventTemplate template(Nip86Params given) {
    var event = given.first();
    var kind = event.path("kind");
    var createdAt = event.path("created_at");
    var content = event.path("content");
    if (!event.isObject()
        || !kind.isInt()
        || !(isAbsent(createdAt) || createdAt.isInt() || createdAt.isLong())
        || !(isAbsent(content) || content.isString())
        || !(isAbsent(event.path("tags")) || event.path("tags").isArray())) {
      throw given.wrong("invalid event param for");
    }
    return new EventTemplate(
        kind.asInt(),
        isAbsent(createdAt) ? null : createdAt.asLong(),
        given.tags(event.path("tags")),
        content.isString()
            ? new String(
                content.stringValue().getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8)
            : "");
  }
}
