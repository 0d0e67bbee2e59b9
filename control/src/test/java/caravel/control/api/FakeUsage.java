package caravel.control.api;

import caravel.control.hosting.RelayHost.RelayReply;
import caravel.control.hosting.RelaySpec;
import caravel.control.hosting.usage.UsageHost;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/// A host that reports the same figures for all its relays.
final class FakeUsage implements UsageHost {
  volatile Storage storage = new Storage(120L, 48_000L, 2L, 3_000L);
  volatile Traffic traffic = new Traffic(0, 0, 0, 0, 0);
  volatile long connections;
  volatile List<RelayCall> ongoing = List.of();
  final AtomicInteger requests = new AtomicInteger();

  /// Replaces the replies; null = the figures above reply.
  volatile @Nullable RelayReply<HostUsage> failure;

  @Override
  public RelayReply<HostUsage> usage(RelaySpec spec, boolean withCalls) {
    requests.incrementAndGet();
    return failure != null
        ? failure
        : new RelayReply.Answered<>(
            new HostUsage(
                storage,
                new StorageLimits(1_000_000L, null),
                traffic,
                connections,
                withCalls ? ongoing : null));
  }
}
