package caravel.conformance.numbers;

import caravel.conformance.PlainHttp;
import caravel.conformance.numbers.ConformanceSuite.NumberedCheck;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/// The relay information document (39 to 42).
final class Nip11Checks {
  private Nip11Checks() {}

  static List<NumberedCheck> list() {
    return List.of(
        new NumberedCheck(
            39,
            "NIP-11 is served, with 11 and 42 among the protocols.",
            server -> expectNips(server.relay(), "11", "42")),
        new NumberedCheck(
            40,
            "43, 40, 9, 70 and 77 are listed, and features while enabled.",
            Nip11Checks::listFeatures),
        new NumberedCheck(
            41, "NIP-11 has the keys, the software and open CORS.", Nip11Checks::describeRelay),
        new NumberedCheck(
            42, "A relative icon becomes an absolute address.", Nip11Checks::makeIconAbsolute));
  }

  static Set<String> nips(CreatedRelay relay) {
    return relay
        .nip11()
        .path("supported_nips")
        .valueStream()
        .map(nip -> nip.asString(""))
        .collect(Collectors.toSet());
  }

  private static void expectNips(CreatedRelay relay, String... expected) {
    var nips = nips(relay);
    Expect.that(nips.containsAll(List.of(expected)), String.join(", ", expected), nips);
  }

  private static void listFeatures(SuiteServer server) {
    expectNips(server.relay(), "43", "40", "9", "70", "77", "29", "BUD-01");
    var plain =
        server.create(config -> {
          for (var feature : List.of("groups", "push", "blossom")) {
            config.withObject("/" + feature).put("enabled", false);
          }
        });
    var nips = nips(plain);
    Expect.that(
        !nips.contains("29")
            && !nips.contains("9a")
            && nips.stream().noneMatch(nip -> nip.startsWith("BUD")),
        "neither 29, 9a nor BUD while these are disabled",
        nips);
  }

  private static void describeRelay(SuiteServer server) {
    var relay = server.relay();
    var document = relay.nip11();
    Expect.equal(relay.people().self().publicKey().hex(), document.path("self").asString(""));
    Expect.equal(relay.people().owner().publicKey().hex(), document.path("pubkey").asString(""));
    Expect.that(
        !document.path("software").asString("").isEmpty()
            && !document.path("version").asString("").isEmpty(),
        "software and version",
        document);
    var headers = Map.of("Accept", "application/nostr+json", "Origin", "https://app.example.com");
    PlainHttp.Answer answer = relay.get("/", headers);
    Expect.equal("*", answer.header("access-control-allow-origin"));
  }

  private static void makeIconAbsolute(SuiteServer server) {
    var relay = server.create(config -> config.withObject("/info").put("icon", "/static/icon.png"));
    var icon = relay.nip11().path("icon").asString("");
    Expect.that(
        icon.startsWith("http") && icon.endsWith(relay.host() + "/static/icon.png"),
        "an absolute address on " + relay.host(),
        icon);
  }
}
