package caravel.control.payment.nwc;

import caravel.outbound.WebSocketDialer;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

/// A resolver whose name servers for `*.dead.example` never answer. Every other name resolves to
/// this machine.
final class SlowNames implements AutoCloseable {
  private static final String DEAD = ".dead.example";

  private final CountDownLatch released = new CountDownLatch(1);
  private final AtomicInteger waiting = new AtomicInteger();

  /// A name that never resolves.
  static String dead(int number) {
    return "relay" + number + DEAD;
  }

  /// A separate dialer, as the operator's, that uses this resolver.
  WebSocketDialer door() {
    return WebSocketDialer.forOperator(this::addresses);
  }

  /// Look-ups that are waiting for a name server.
  int waiting() {
    return waiting.get();
  }

  private List<InetAddress> addresses(String host) throws UnknownHostException {
    if (!host.endsWith(DEAD)) {
      return List.of(InetAddress.ofLiteral("127.0.0.1"));
    }
    waiting.incrementAndGet();
    try {
      released.await();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    } finally {
      waiting.decrementAndGet();
    }
    throw new UnknownHostException(host);
  }

  @Override
  public void close() {
    released.countDown();
  }
}
