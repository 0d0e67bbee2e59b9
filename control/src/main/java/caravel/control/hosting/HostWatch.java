package caravel.control.hosting;

import caravel.control.relay.RelayId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Tracks the hosts that do not answer. One relay of each is tried often, without back-off, so that
/// the others need not wait for theirs once the host is back.
final class HostWatch {
  /// Interval of the attempts on a host that does not answer.
  static final Duration LOOK_EVERY = Duration.ofSeconds(10);

  private record Away(RelayId scout, Instant since, Instant nextLook) {}

  private final Map<String, Away> away = new HashMap<>();

  /// Records silence; true = the host answered before.
  synchronized boolean silent(String domain, RelayId scout, Instant now) {
    var before = away.get(domain);
    var since = before == null ? now : before.since();
    away.put(domain, new Away(scout, since, now.plus(LOOK_EVERY)));
    return before == null;
  }

  /// Records an answer; true = the host was silent before.
  synchronized boolean answered(String domain) {
    return away.remove(domain) != null;
  }

  /// Relays to try now, before their own time. Also schedules each host's next attempt.
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
