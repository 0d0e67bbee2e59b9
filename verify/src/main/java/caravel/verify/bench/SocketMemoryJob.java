package caravel.verify.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/// Measures the server's memory for sockets that are authenticated and idle.
final class SocketMemoryJob {
  private static final double KIB_BYTES = 1024;
  private static final int WARM_UP_SHARE = 4;
  private static final long SETTLE_SECONDS = 3;

  private final BenchRun run;
  private final Meter meter;

  SocketMemoryJob(BenchRun run, Meter meter) {
    this.run = run;
    this.meter = meter;
  }

  /// A garbage-collected server grows for other reasons as well, so the figure is an upper bound.
  List<Figure> run() throws Exception {
    int count = run.size().manySubscribers();
    var relay = run.relays().some(1);
    run.connect(relay, count / WARM_UP_SHARE).forEach(BenchSocket::close);
    settle();
    long before = meter.residentBytes();
    var sockets = new ArrayList<BenchSocket>();
    try {
      sockets.addAll(run.connect(relay, count));
      settle();
      double each = (meter.residentBytes() - before) / KIB_BYTES / count;
      return List.of(
          new Figure.Amount("memory per idle socket", each, "KiB", "of " + count + " sockets"));
    } finally {
      sockets.forEach(BenchSocket::close);
    }
  }

  private static void settle() {
    LockSupport.parkNanos(TimeUnit.SECONDS.toNanos(SETTLE_SECONDS));
  }
}
