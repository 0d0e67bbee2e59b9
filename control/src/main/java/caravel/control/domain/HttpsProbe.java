package caravel.control.domain;

import caravel.control.relay.Relay;
import caravel.nostr.Json;
import caravel.nostr.MalformedException;
import caravel.nostr.PublicKey;
import caravel.outbound.OutboundGuard.Fetched;
import caravel.outbound.OutboundGuard.Wanted;
import caravel.outbound.PublicUrl;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.function.Function;
import tools.jackson.databind.JsonNode;

/// Asks over HTTPS who answers under a custom domain (NIP-11).
final class HttpsProbe {
  private static final int DOCUMENT_BYTES_MAX = 256 * 1024;

  /// The first request makes the TLS proxy order a certificate, which takes seconds.
  private static final Duration WAIT_MAX = Duration.ofSeconds(20);

  private final Function<Wanted, Fetched> internet;

  /// @param internet fetches addresses from users
  HttpsProbe(Function<Wanted, Fetched> internet) {
    this.internet = internet;
  }

  /// @param key the relay's own key
  HttpsAnswer ask(String name, Relay relay, PublicKey key) {
    var url = PublicUrl.parse("https://" + name + "/");
    var wanted = new Wanted(url, "application/nostr+json", DOCUMENT_BYTES_MAX, WAIT_MAX);
    return switch (internet.apply(wanted)) {
      case Fetched.Answer(var status, var body) when status == 200 ->
          isRelay(body, relay, key)
              ? new HttpsAnswer.ThisRelay()
              : new HttpsAnswer.Other("Another server answers at https://" + name + ".");
      case Fetched.Answer(var status, _) ->
          new HttpsAnswer.Other("https://" + name + " answers with the status " + status + ".");
      case Fetched.TooLong() ->
          new HttpsAnswer.Other("Another server answers at https://" + name + ".");
      case Fetched.Unreachable() ->
          new HttpsAnswer.Silent(name + " has no public address. Add an ALIAS, A or AAAA record.");
      case Fetched.Lost _ ->
          new HttpsAnswer.Silent(
              "https://" + name + " doesn’t answer yet, or has no valid certificate yet.");
      case Fetched.Busy() -> new HttpsAnswer.NotAsked();
    };
  }

  /// A document without the relay's own key counts by its owner.
  private static boolean isRelay(byte[] body, Relay relay, PublicKey key) {
    JsonNode document;
    try {
      document = Json.tree(new String(body, StandardCharsets.UTF_8));
    } catch (MalformedException noJson) {
      return false;
    }
    var self = document.path("self").stringValue("");
    return self.isEmpty()
        ? document.path("pubkey").stringValue("").equals(relay.tenant().hex())
        : self.equals(key.hex());
  }
}
