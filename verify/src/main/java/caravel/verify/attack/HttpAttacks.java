package caravel.verify.attack;

import java.io.IOException;
import java.time.Duration;
import java.util.List;

/// Attacks on the listeners of the API and of the engine, below the application protocols.
final class HttpAttacks {
  private static final int READ_MILLIS_MAX = 2_000;
  private static final int SLOW_CLIENTS = 2_000;
  private static final Duration BETWEEN_BYTES = Duration.ofMillis(900);

  private HttpAttacks() {}

  static List<Attack> all() {
    return List.of(
        new Attack(
            "slow-posts",
            "2,000 clients send the bodies of POSTs one byte at a time",
            target -> target.inParallel(SLOW_CLIENTS, number -> slowPost(target, number))),
        new Attack(
            "slow-headers",
            "2,000 clients send their headers one byte at a time",
            target -> target.inParallel(SLOW_CLIENTS, number -> slowHeaders(target, number))));
  }

  private static void slowPost(AttackTarget target, int number)
      throws IOException, InterruptedException {
    trickle(
        target,
        number,
        "POST / HTTP/1.1\r\nHost: " + target.relayHost() + "\r\nContent-Length: 1000\r\n\r\n");
  }

  private static void slowHeaders(AttackTarget target, int number)
      throws IOException, InterruptedException {
    trickle(target, number, "GET / HTTP/1.1\r\nHost: " + target.relayHost() + "\r\nX-Slow: ");
  }

  /// Sends single bytes at intervals, and reconnects whenever the server closes the connection.
  /// Half of the clients connect to the engine, half to the API.
  private static void trickle(AttackTarget target, int number, String beginning)
      throws IOException, InterruptedException {
    var port = number % 2 == 0 ? target.enginePort() : target.server().getPort();
    while (!target.isOver()) {
      try (var connection =
          RawConnection.open(AttackTarget.address(number / 2), port, READ_MILLIS_MAX)) {
        connection.send(beginning);
        while (!target.isOver()) {
          target.pause(BETWEEN_BYTES);
          connection.send("x");
        }
      } catch (IOException refused) {
        target.pause(BETWEEN_BYTES);
      }
    }
  }
}
