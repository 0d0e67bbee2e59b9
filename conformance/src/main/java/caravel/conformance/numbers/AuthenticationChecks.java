package caravel.conformance.numbers;

import caravel.conformance.numbers.ConformanceSuite.NumberedCheck;
import caravel.nostr.Event;
import caravel.nostr.EventJson;
import caravel.nostr.Nip42;
import caravel.nostr.SecretKey;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// Authentication of clients, NIP-42 (43 to 52).
final class AuthenticationChecks {
  private static final String KINDS_1 = "{\"kinds\":[1]}";
  private static final String FAILED = "error: failed to authenticate:";
  private static final int ELEVEN_MINUTES = 660;
  private static final int ROUNDS = 10;

  private AuthenticationChecks() {}

  static List<NumberedCheck> list() {
    return List.of(
        new NumberedCheck(
            43,
            "The challenge arrives without a request.",
            server -> {
              var client = server.relay().connect(SecretKey.generate());
              client.challenge();
            }),
        new NumberedCheck(
            44,
            "The challenge is constant and sent again before a refusal.",
            AuthenticationChecks::repeatChallenge),
        new NumberedCheck(
            45,
            "REQ without authentication gets CLOSED auth-required.",
            server -> {
              var client = server.relay().connect(SecretKey.generate());
              Expect.startsWith("auth-required:", client.refusedQuery(KINDS_1));
            }),
        new NumberedCheck(
            46,
            "EVENT without authentication gets OK false auth-required.",
            server -> {
              var client = server.relay().connect(SecretKey.generate());
              client.refuse(client.event(1, "x"), "auth-required:");
            }),
        new NumberedCheck(
            47, "A valid AUTH of a non-member gets OK true.", server -> server.relay().stranger()),
        new NumberedCheck(
            48,
            "The relay tag matches in any letter case, with or without a slash.",
            AuthenticationChecks::acceptRelayForms),
        new NumberedCheck(
            49,
            "AUTH for another relay, challenge, kind or time is refused.",
            AuthenticationChecks::refuseWrongAnswers),
        new NumberedCheck(
            50,
            "† Only a trusted proxy’s X-Forwarded-* headers change the address.",
            AuthenticationChecks::trustForwardedHost),
        new NumberedCheck(
            51,
            "† AUTH is processed before later messages of the socket.",
            AuthenticationChecks::keepOrder),
        new NumberedCheck(
            52,
            "A second AUTH with another key makes that key current.",
            AuthenticationChecks::changeKey));
  }

  private static void repeatChallenge(SuiteServer server) {
    var client = server.relay().connect(SecretKey.generate());
    var challenge = client.challenge();
    Expect.equal(challenge, client.expectLabel("AUTH").path(1).asString(""));
    for (int i = 0; i < 2; i++) {
      client.refusedQuery(KINDS_1);
      Expect.equal(challenge, client.expectLabel("AUTH").path(1).asString(""));
    }
  }

  private static void acceptRelayForms(SuiteServer server) {
    var relay = server.relay();
    var url = relay.url();
    var bare = url.substring(0, url.length() - 1);
    for (var form : List.of(url, bare, url.toUpperCase(Locale.ROOT))) {
      var client = relay.connect(SecretKey.generate());
      var ok = client.tryAuth(Nip42.answer(client.key(), form, client.challenge(), relay.now()));
      Expect.that(ok.isAccepted(), "OK true for the relay tag " + form, ok);
    }
  }

  private static void refuseWrongAnswers(SuiteServer server) {
    var relay = server.relay();
    var client = relay.connect(SecretKey.generate());
    var key = client.key();
    var challenge = client.challenge();
    var now = relay.now();
    var tags = List.of(List.of("relay", relay.url()), List.of("challenge", challenge));
    for (var wrong :
        List.of(
            Nip42.answer(key, "wss://other.example/", challenge, now),
            Nip42.answer(key, relay.url(), "0000000000000000", now),
            Event.sign(key, now, 1, tags, ""),
            Nip42.answer(key, relay.url(), challenge, now - ELEVEN_MINUTES),
            Nip42.answer(key, relay.url(), challenge, now + ELEVEN_MINUTES))) {
      var ok = client.tryAuth(wrong);
      Expect.that(!ok.isAccepted() && ok.text().startsWith(FAILED), "OK false “" + FAILED, ok);
    }
  }

  private static void trustForwardedHost(SuiteServer server) {
    var relay = server.relay();
    var headers = Map.of("X-Forwarded-Host", "other.example", "X-Forwarded-Proto", "https");
    var client = relay.connect(SecretKey.generate(), headers);
    var challenge = client.challenge();
    var own = Nip42.answer(client.key(), relay.url(), challenge, relay.now());
    var other = Nip42.answer(client.key(), "wss://other.example/", challenge, relay.now());
    if (client.tryAuth(own).isAccepted()) {
      Expect.that(!client.tryAuth(other).isAccepted(), "OK false for another host", "OK true");
      throw CheckException.passedInPart("the server does not trust this client as a proxy");
    }
    Expect.that(
        client.tryAuth(other).isAccepted(), "OK true for the host of the proxy", "OK false");
    throw CheckException.passedInPart(
        "the server trusts this client’s headers; whether it trusts all is not visible");
  }

  private static void keepOrder(SuiteServer server) {
    var relay = server.relay();
    var member = relay.member();
    var refused = 0;
    for (int i = 0; i < ROUNDS; i++) {
      var client = relay.connect(member.key());
      var answer = Nip42.answer(member.key(), relay.url(), client.challenge(), relay.now());
      client.sendText("[\"AUTH\"," + EventJson.write(answer) + "]");
      client.request("first", KINDS_1);
      var end =
          client.expectMessage(
              found -> CheckClient.is(found, "EOSE") || CheckClient.is(found, "CLOSED"),
              "EOSE or CLOSED");
      refused += CheckClient.is(end, "CLOSED") ? 1 : 0;
    }
    if (refused > 0) {
      throw CheckException.differs(
          refused + " of " + ROUNDS + " requests directly after AUTH were refused");
    }
  }

  private static void changeKey(SuiteServer server) {
    var relay = server.relay();
    var member = relay.member();
    var client = relay.connect(SecretKey.generate()).authenticate();
    client.refuse(client.event(1, "not a member"), "restricted:");
    client.authenticateAs(member.key());
    var event = member.event(1, "by the second key");
    client.accept(event);
    client.refuse(client.event(1, "by the first key"), "restricted:");
  }
}
