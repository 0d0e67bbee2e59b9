package caravel.control.hosting;

import caravel.control.relay.RelayId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Which hosts give no sign of life. One relay of each is tried often, whatever its own back-off,
/// so that all the others need not wait out theirs once the host is back.
final class HostWatch {
  /// How often a host that is away is tried.
  static final Duration LOOK_EVERY = Duration.ofSeconds(10);

  private record Away(RelayId scout, Instant since, Instant nextLook) {}

  private final Map<String, Away> away = new HashMap<>();

  /// Answers true when the host was not known to be away.
  synchronized boolean silent(String domain, RelayId scout, Instant now) {
    var before = away.get(domain);
    var since = before == null ? now : before.since();
    away.put(domain, new Away(scout, since, now.plus(LOOK_EVERY)));
    return before == null;
  }

  /// Answers true when the host was away until now.
  synchronized boolean answered(String domain) {
    return away.remove(domain) != null;
  }

  /// Relays to be tried now although their own time has not come; each host's next turn is set.
  synchronized List<RelayId> scouts(Instant now) {
    var scouts = new ArrayList<RelayId>();
    away.replaceAll((_, host) -> {
      if (host.nextLook().isAfter(now)) {
        return host;
      }
      scouts.add(host.scout());
      return new Away(host.scout(), host.since(), now.plus(LOOK_EVERY));
    });
    return scouts;
  }

  /// One fault for each host that does not answer.
  synchronized List<HostFault> faults() {
    return away.entrySet().stream()
        .map(host ->
            new HostFault(
                host.getKey(), "The relay server isn’t responding.", host.getValue().since()))
        .toList();
  }

  synchronized Optional<Instant> nextLook() {
    return away.values().stream().map(Away::nextLook).min(Instant::compareTo);
  }
}
