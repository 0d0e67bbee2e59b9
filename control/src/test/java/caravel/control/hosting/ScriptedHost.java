package caravel.control.hosting;

import caravel.control.hosting.RelayHost.ApplyResult;
import caravel.control.hosting.RelayHost.Membership;
import caravel.control.hosting.RelayHost.Observation;
import caravel.control.hosting.RelayHost.PeopleChange;
import caravel.control.hosting.RelayHost.RelayBan;
import caravel.control.hosting.RelayHost.RelayReply;
import caravel.control.hosting.RelayHost.RemovalResult;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

/// A host that accepts everything and is in sync, unless a test changes it.
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
  public ApplyResult apply(RelaySpec spec) {
    waiting.incrementAndGet();
    try {
      silentUntil.await();
    } catch (InterruptedException stop) {
      Thread.currentThread().interrupt();
      return new ApplyResult.Unknown("interrupted");
    }
    applied.add(spec.identity().id());
    return new ApplyResult.Accepted();
  }

  @Override
  public RemovalResult delete(RelaySpec spec, boolean purge) {
    if (unerasable.contains(spec.identity().id())) {
      return new RemovalResult.Unknown("no answer in time");
    }
    erased.add(spec.identity().id());
    return new RemovalResult.Gone(true);
  }

  @Override
  public Membership members(RelaySpec spec) {
    membersRead.incrementAndGet();
    return new Membership.Listed(List.of(spec.info().owner()));
  }

  @Override
  public RelayReply<PeopleChange> change(RelaySpec spec, PeopleChange change) {
    return new RelayReply.Off<>();
  }

  @Override
  public RelayReply<List<RelayBan>> bans(RelaySpec spec) {
    return new RelayReply.Off<>();
  }

  @Override
  public RelayReply<String> invite(RelaySpec spec) {
    return new RelayReply.Off<>();
  }

  @Override
  public Observation probe(RelaySpec spec) {
    whileProbing.run();
    return new Observation.InSync(Duration.ofMillis(20));
  }
}
