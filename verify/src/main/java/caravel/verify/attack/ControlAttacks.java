package caravel.verify.attack;

import caravel.nostr.SecretKey;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// Attacks on the control plane by new keys, which cost nothing.
final class ControlAttacks {
  private static final int READ_MILLIS_MAX = 2_000;
  private static final int STREAMS = 1_000;
  private static final int TOGGLERS = 8;
  private static final int READERS = 4;
  private static final int CONNECTORS = 16;
  private static final int TARPIT_RELAYS = 8;
  private static final Duration PAUSE = Duration.ofMillis(50);

  private ControlAttacks() {}

  static List<Attack> all() {
    return List.of(
        new Attack("streams", "1,000 fresh keys open event streams", ControlAttacks::openStreams),
        new Attack(
            "history-bomb",
            "tenants toggle relays as fast as they can and ask for their drafts",
            ControlAttacks::growHistory),
        new Attack(
            "dns-tarpits",
            "tenants connect wallets whose relays' names do not resolve",
            ControlAttacks::connectTarpits));
  }

  private static void openStreams(AttackTarget target)
      throws InterruptedException, BreachException {
    target.inParallel(
        STREAMS,
        number -> {
          try (var client = client(target, number, SecretKey.generate());
              var connection =
                  RawConnection.open(
                      AttackTarget.address(number), target.server().getPort(), READ_MILLIS_MAX)) {
            connection.send(
                "GET /stream HTTP/1.1\r\nHost: "
                    + target.server().getAuthority()
                    + "\r\nAccept: text/event-stream\r\nAuthorization: "
                    + client.token()
                    + "\r\n\r\n");
            while (!target.isOver()) {
              target.pause(PAUSE);
            }
          }
        });
  }

  private static void growHistory(AttackTarget target)
      throws InterruptedException, BreachException {
    target.inParallel(TOGGLERS, number -> growHistory(target, number));
  }

  private static void growHistory(AttackTarget target, int number)
      throws IOException, InterruptedException, BreachException {
    var key = SecretKey.generate();
    try (var client = client(target, number, key)) {
      var id = client.createRelay("toggle-" + key.publicKey().hex().substring(0, 12), "");
      var draft = "/tenants/" + key.publicKey().hex() + "/invoices/draft";
      target.inParallel(
          READERS + 1,
          part -> {
            for (var i = 0; !target.isOver(); i++) {
              if (part < READERS) {
                client.call("GET", draft, "");
              } else {
                var turn = i % 2 == 0 ? "/deactivate" : "/reactivate";
                client.call("POST", "/relays/" + id + turn, "");
              }
            }
          });
    }
  }

  /// Names under `.invalid` are never registered (RFC 2606), so no foreign server receives traffic.
  private static void connectTarpits(AttackTarget target)
      throws InterruptedException, BreachException {
    target.inParallel(
        CONNECTORS,
        number -> {
          var key = SecretKey.generate();
          try (var client = client(target, number, key)) {
            client.call("POST", "/tenants", "{}");
            for (var i = 0; !target.isOver(); i++) {
              var wallet = wallet(key, i);
              client.call(
                  "PUT", "/tenants/" + key.publicKey().hex(), "{\"nwc_url\":\"" + wallet + "\"}");
              target.pause(PAUSE);
            }
          }
        });
  }

  private static String wallet(SecretKey key, int attempt) {
    var wallet = key.publicKey().hex();
    var relays =
        IntStream.range(0, TARPIT_RELAYS)
            .mapToObj(i ->
                "relay=wss%3A%2F%2Fa%d-%d-%s.invalid"
                    .replace("%3A%2F%2F", "%%3A%%2F%%2F")
                    .formatted(attempt, i, wallet.substring(0, 8)))
            .collect(Collectors.joining("&"));
    return "nostr+walletconnect://"
        + wallet
        + "?"
        + relays
        + "&secret="
        + SecretKey.generate().revealHex();
  }

  private static ApiClient client(AttackTarget target, int number, SecretKey key)
      throws IOException {
    return new ApiClient(target.server(), key, target.clock(), AttackTarget.address(number));
  }
}
