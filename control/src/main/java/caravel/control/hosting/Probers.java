package caravel.control.hosting;

import caravel.control.hosting.Reconciler.Surroundings;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Stream;

/// The probers of all hosts, one each, so that a host that does not answer delays no other.
final class Probers implements Consumer<Prober.Seen> {
  private record Probed(Prober prober, Prober.Parts uses) {
    HostBreaker breaker() {
      return uses.breaker();
    }
  }

  private final Map<String, Probed> byDomain = new TreeMap<>();
  private final Surroundings around;
  private final Consumer<String> wake;

  /// @param every interval of the probes of each relay
  /// @param wake ends the rest of the prober of a domain
  Probers(
      Hosting.Parts parts,
      Availability availability,
      Surroundings around,
      Duration every,
      Consumer<String> wake) {
    this.around = around;
    this.wake = wake;
    var specs = new Specs(parts.relays(), parts.plans());
    parts
        .hosts()
        .byDomain()
        .forEach((domain, host) -> {
          var breaker = new HostBreaker(domain);
          var uses =
              new Prober.Parts(parts.relays(), specs, parts.history(), availability, breaker);
          byDomain.put(domain, new Probed(new Prober(domain, host, uses, around, every), uses));
        });
  }

  List<String> domains() {
    return List.copyOf(byDomain.keySet());
  }

  Prober of(String domain) {
    return probed(domain).prober();
  }

  /// Stores the first observation of a relay that has just come online, and counts its members.
  @Override
  public void accept(Prober.Seen settled) {
    var relay = settled.relay();
    var domain = relay.address().zooidDomain();
    var probed = probed(domain);
    Prober.keep(probed.uses(), List.of(settled), around.clock().instant());
    probed.prober().countMembers(relay, settled.spec());
    if (probed.breaker().confirmed(relay.id())) {
      probed.prober().beginAnew();
      wake.accept(domain);
    }
  }

  /// One fault for each host with too many drifted relays.
  List<HostFault> faults() {
    return byDomain.values().stream()
        .flatMap(probed -> Stream.ofNullable(probed.breaker().fault()))
        .toList();
  }

  /// Whether the next round of a prober begins a sweep that a trial requested.
  boolean isSweepRequested() {
    return byDomain.values().stream().anyMatch(probed -> probed.prober().beginsAnew());
  }

  private Probed probed(String domain) {
    var found = byDomain.get(domain);
    if (found == null) {
      throw new IllegalArgumentException("no host is configured for " + domain);
    }
    return found;
  }
}
