package caravel.control.hosting;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

/// A host that takes everything and answers as wished, except where a test tells it otherwise.
final class ScriptedHost implements RelayHost {
  /// Ids in the order in which they were applied.
  final List<String> applied = new CopyOnWriteArrayList<>();

  /// Ids whose deletion ends without an answer.
  final Set<String> unerasable = ConcurrentHashMap.newKeySet();

  final List<String> erased = new CopyOnWriteArrayList<>();
  final AtomicInteger membersRead = new AtomicInteger();
  final AtomicInteger waiting = new AtomicInteger();

  /// Null = answers at once.
  volatile CountDownLatch silentUntil = new CountDownLatch(0);

  volatile Runnable whileProbing = () -> {};

  @Override
  public Applied apply(RelaySpec spec) {
    waiting.incrementAndGet();
    try {
      silentUntil.await();
    } catch (InterruptedException stop) {
      Thread.currentThread().interrupt();
      return new Applied.Unknown("interrupted");
    }
    applied.add(spec.identity().id());
    return new Applied.Accepted();
  }

  @Override
  public Removed delete(RelaySpec spec, boolean purge) {
    if (unerasable.contains(spec.identity().id())) {
      return new Removed.Unknown("no answer in time");
    }
    erased.add(spec.identity().id());
    return new Removed.Gone(true);
  }

  @Override
  public Membership members(RelaySpec spec) {
    membersRead.incrementAndGet();
    return new Membership.Listed(List.of(spec.info().owner()));
  }

  @Override
  public Asked<PeopleChange> change(RelaySpec spec, PeopleChange change) {
    return new Asked.Off<>();
  }

  @Override
  public Asked<List<Ban>> bans(RelaySpec spec) {
    return new Asked.Off<>();
  }

  @Override
  public Asked<String> invite(RelaySpec spec) {
    return new Asked.Off<>();
  }

  @Override
  public Sighting probe(RelaySpec spec) {
    whileProbing.run();
    return new Sighting.AsWished(Duration.ofMillis(20));
  }
}
