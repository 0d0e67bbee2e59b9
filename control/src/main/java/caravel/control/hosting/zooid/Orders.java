package caravel.control.hosting.zooid;

import caravel.control.hosting.RelayHost.PeopleChange;
import caravel.control.hosting.RelayHost.RelayBan;
import caravel.control.hosting.RelayHost.RelayReply;
import caravel.control.hosting.RelaySpec;
import caravel.nostr.Json;
import caravel.nostr.Nip98;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.StreamSupport;
import tools.jackson.databind.JsonNode;

/// Management calls to a relay on its own address, signed with its own key (NIP-86). Every zooid
/// version supports them.
final class Orders {
  /// Longest accepted answer; a ban without its reason is 90 bytes.
  static final int ANSWER_BYTES_MAX = 4 * 1024 * 1024;

  static final int REASON_CHARACTERS_MAX = 500;

  /// zooid compares the whole value: a parameter after it changes its meaning.
  private static final String CONTENT_TYPE = "application/nostr+json+rpc";

  /// Errors of the signature, the address or the clock, not of the call.
  private static final Set<String> SIGN_IN_FAULTS =
      Set.of(
          "missing auth",
          "invalid base64 auth",
          "invalid auth event json",
          "invalid auth event",
          "missing \"u\" tag",
          "invalid auth event payload hash",
          "auth event is too old");

  private final ZooidSettings settings;
  private final Calls calls;
  private final InstantSource clock;

  Orders(ZooidSettings settings, Calls calls, InstantSource clock) {
    this.settings = settings;
    this.calls = calls;
    this.clock = clock;
  }

  RelayReply<PeopleChange> change(RelaySpec spec, PeopleChange change) {
    var key = change.pubkey().hex();
    var reply =
        switch (change) {
          case PeopleChange.Add _ -> send(spec, "allowpubkey", List.of(key));
          case PeopleChange.Remove _ -> send(spec, "unallowpubkey", List.of(key));
          case PeopleChange.Ban(_, var reason) ->
              send(spec, "banpubkey", reason.isEmpty() ? List.of(key) : List.of(key, reason));
          case PeopleChange.LiftBan _ -> send(spec, "unbanpubkey", List.of(key));
        };
    return judge(
        reply,
        result ->
            result.isBoolean() && result.booleanValue()
                ? new RelayReply.Answered<>(change)
                : new RelayReply.Unknown<>("answered otherwise than with true"));
  }

  RelayReply<List<RelayBan>> bans(RelaySpec spec) {
    return judge(
        send(spec, "listbannedpubkeys", List.of()),
        result ->
            result.isArray() || result.isNull()
                ? new RelayReply.Answered<>(bans(result))
                : new RelayReply.Unknown<>("answered otherwise than with a list"));
  }

  /// Makes one management call.
  RelayReply<JsonNode> call(RelaySpec spec, String method, List<?> params) {
    return judge(send(spec, method, params), RelayReply.Answered::new);
  }

  private ZooidReply send(RelaySpec spec, String method, List<?> params) {
    var dial = Dial.to(spec.identity().host(), settings);
    var body = Json.mapper().writeValueAsString(new Order(method, params));
    var token =
        Nip98.token(
            spec.identity().secret(),
            dial.httpUrl(),
            "POST",
            body.getBytes(StandardCharsets.UTF_8),
            clock.instant().getEpochSecond());
    var headers = Map.of("Host", dial.host(), "Authorization", token, "Content-Type", CONTENT_TYPE);
    URI url = dial.base().resolve("/");
    return calls.make(new Calls.Call("POST", url, headers, body, ANSWER_BYTES_MAX));
  }

  private record Order(String method, List<?> params) {}

  /// Interprets an answer. The status says nothing: zooid answers 200 to every call it understands.
  static <T> RelayReply<T> judge(ZooidReply reply, Function<JsonNode, RelayReply<T>> meaning) {
    return switch (reply) {
      case ZooidReply.Lost(var why, _) -> new RelayReply.Unknown<>(why);
      case ZooidReply.Answer answer -> {
        var json = answer.json();
        var error = answer.error();
        if (!error.isEmpty()) {
          yield refusal(error);
        }
        yield json.isObject() && json.has("result")
            ? meaning.apply(json.get("result"))
            : new RelayReply.Unknown<>(
                "what answers " + answer.status() + " does not speak a relay's management");
      }
    };
  }

  private static <T> RelayReply<T> refusal(String error) {
    if (SIGN_IN_FAULTS.contains(error) || error.startsWith("invalid \"u\" tag")) {
      return new RelayReply.Unknown<>(
          "the relay does not accept its own key: " + ZooidVerdict.harmless(error, List.of()));
    }
    if (error.startsWith("method ") && error.endsWith(" not supported")) {
      return new RelayReply.Off<>();
    }
    if (error.startsWith("invalid params: unknown method")) {
      return new RelayReply.Refused<>("This relay’s software is too old for this.");
    }
    return new RelayReply.Refused<>(
        "The relay refused: " + ZooidVerdict.harmless(error, List.of()));
  }

  private static List<RelayBan> bans(JsonNode list) {
    return StreamSupport.stream(list.spliterator(), false)
        .flatMap((JsonNode one) ->
            MemberList.key(one.path("pubkey").asString(""))
                .map(key -> new RelayBan(key, reason(one.path("reason").asString("")))))
        .toList();
  }

  private static String reason(String text) {
    var line = text.replaceAll("\\p{Cntrl}", " ").strip();
    return line.length() <= REASON_CHARACTERS_MAX
        ? line
        : line.substring(0, REASON_CHARACTERS_MAX) + "…";
  }
}
