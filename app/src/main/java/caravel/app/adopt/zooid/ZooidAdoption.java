package caravel.app.adopt.zooid;

import caravel.app.adopt.AdoptionCounts;
import caravel.app.adopt.DryRun;
import caravel.app.adopt.zooid.ZooidFolder.Found;
import caravel.control.db.Db;
import caravel.control.db.Tx;
import caravel.control.hosting.RelayHost;
import caravel.control.hosting.RelayHost.Observation;
import caravel.control.hosting.RelaySpec;
import caravel.control.plan.Plan;
import caravel.control.problem.ProblemException;
import caravel.control.relay.Relay;
import caravel.control.relay.RelayAdoption;
import caravel.control.relay.RelayAdoption.Adoptable;
import caravel.control.relay.RelayId;
import caravel.control.relay.RelaySettings;
import caravel.control.relay.RelaySettings.Switch;
import caravel.control.relay.RelayStatus;
import caravel.control.tenant.TenantDesk;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// Adopts the relays of a zooid, each in one transaction. A dry run makes the same transactions and
/// rolls them back. The zooid is only read.
public final class ZooidAdoption {
  private static final String ACTOR = "adopt";

  /// Probes at the same time.
  private static final int LOOKS_MAX = 8;

  private final Parts parts;
  private final Terms terms;
  private final Consumer<String> say;

  /// The parts of this platform.
  ///
  /// @param changeBody the body of the request that changes a relay to a state
  public record Parts(
      Db db,
      TenantDesk tenants,
      RelayAdoption relays,
      RelayHost host,
      Function<RelaySpec, String> changeBody) {}

  /// @param domain RELAY_DOMAIN
  /// @param plan of the adopted relays
  /// @param accepted fields of the configuration that may change
  public record Terms(String domain, Plan plan, Set<String> accepted) {
    public Terms {
      accepted = Set.copyOf(accepted);
    }
  }

  /// @param say receives one line of the protocol at a time
  public ZooidAdoption(Parts parts, Terms terms, Consumer<String> say) {
    this.parts = parts;
    this.terms = terms;
    this.say = say;
  }

  /// A relay of the folder as it would be here.
  private record Candidate(
      ZooidFile file, Adoptable relay, RelaySpec spec, List<ConfigChange> changes) {
    Candidate {
      changes = List.copyOf(changes);
    }
  }

  private enum State {
    ADOPTED,
    KNOWN,
    FAULTY
  }

  /// @param lines for the operator
  private record Outcome(State state, List<String> lines) {
    static Outcome faulty(String sentence) {
      return new Outcome(State.FAULTY, List.of("FAULT: " + sentence));
    }
  }

  /// Adopts all relays of a configuration folder.
  ///
  /// @param commit false = a dry run, which changes nothing
  /// @throws IOException if the folder cannot be read
  public AdoptionCounts adopt(Path folder, Instant now, boolean commit)
      throws IOException, InterruptedException {
    var found = ZooidFolder.read(folder);
    var observed = observe(found, now);
    var states = new ArrayList<State>();
    for (int at = 0; at < found.size(); at++) {
      var outcome = outcome(found.get(at), observed.get(at), now, commit);
      states.add(outcome.state());
      say.accept(found.get(at).id() + ".toml");
      outcome.lines().forEach(line -> say.accept("  " + line));
    }
    return new AdoptionCounts(
        Collections.frequency(states, State.ADOPTED),
        Collections.frequency(states, State.KNOWN),
        Collections.frequency(states, State.FAULTY));
  }

  private List<Observation> observe(List<Found> found, Instant now) throws InterruptedException {
    try (var crew = Executors.newFixedThreadPool(LOOKS_MAX)) {
      var looks = found.stream().map(one -> crew.submit(() -> observe(one, now))).toList();
      var observed = new ArrayList<Observation>();
      for (var look : looks) {
        try {
          observed.add(look.get());
        } catch (ExecutionException failed) {
          observed.add(new Observation.Unknown(String.valueOf(failed.getCause())));
        }
      }
      return observed;
    }
  }

  private Observation observe(Found found, Instant now) {
    return found instanceof Found.Relay(var file) && label(file) != null
        ? parts.host().probe(candidate(file, now).spec())
        : new Observation.Unknown("");
  }

  private Outcome outcome(Found found, Observation observed, Instant now, boolean commit) {
    if (found instanceof Found.Faulty(_, var sentence)) {
      return Outcome.faulty(sentence);
    }
    var file = ((Found.Relay) found).file();
    if (label(file) == null) {
      return Outcome.faulty(
          "Its host %s is not a name under the RELAY_DOMAIN of this server, %s."
              .formatted(file.host(), terms.domain()));
    }
    var candidate = candidate(file, now);
    try {
      return DryRun.inTx(parts.db(), tx -> adopt(tx, candidate, observed), _ -> commit);
    } catch (ProblemException refused) {
      return Outcome.faulty(refused.problem().sentence());
    }
  }

  private Outcome adopt(Tx tx, Candidate candidate, Observation observed) {
    var relay = candidate.relay();
    if (parts.relays().isKnown(tx, relay.id())) {
      return new Outcome(State.KNOWN, List.of("already adopted"));
    }
    var refusal = parts.relays().refusal(tx, relay);
    if (refusal.isPresent()) {
      return Outcome.faulty(refusal.orElseThrow());
    }
    switch (observed) {
      case Observation.InSync _ -> {}
      case Observation.Drifted(_, var how, _) -> {
        return Outcome.faulty("The relay is not as its file says: " + how);
      }
      case Observation.Unknown(var why, _) -> {
        return Outcome.faulty("The zooid does not answer for it: " + why);
      }
    }
    var lines = new ArrayList<String>();
    var refused = new ArrayList<String>();
    for (var change : candidate.changes()) {
      var isAccepted = terms.accepted().contains(change.field());
      (isAccepted ? lines : refused)
          .add(
              "%s: %s -> %s%s"
                  .formatted(
                      change.field(),
                      change.before(),
                      change.after(),
                      isAccepted ? "" : " (--accept " + change.field() + ")"));
    }
    if (!refused.isEmpty()) {
      lines.add("FAULT: Caravel's first change would also change these fields:");
      lines.addAll(refused);
      return new Outcome(State.FAULTY, lines);
    }
    parts.tenants().ensure(tx, relay.tenant(), ACTOR);
    parts.relays().adopt(tx, relay, candidate.file().secret(), null, ACTOR);
    lines.addFirst(
        "%s.%s of %s, on %s, %s"
            .formatted(
                relay.address().subdomain(),
                relay.address().zooidDomain(),
                relay.tenant().hex(),
                terms.plan().id(),
                relay.status().word()));
    return new Outcome(State.ADOPTED, lines);
  }

  /// The part of the host before the domain; null = the host is not under it.
  private @Nullable String label(ZooidFile file) {
    var ending = "." + terms.domain();
    return file.host().endsWith(ending)
        ? file.host().substring(0, file.host().length() - ending.length())
        : null;
  }

  private Candidate candidate(ZooidFile file, Instant now) {
    var fields = file.draft().toJson();
    var info = fields.path("info");
    var profile =
        new Relay.Profile(
            info.path("name").asString(""),
            info.path("icon").asString(""),
            info.path("description").asString(""));
    var settings = settings(fields);
    var isOff = fields.path("inactive").asBoolean(false);
    var spec =
        new RelaySpec(
            new RelaySpec.Identity(file.id(), file.host(), file.schema(), file.secret()),
            true,
            isOff,
            new RelaySpec.Info(profile.name(), profile.icon(), profile.description(), file.owner()),
            settings,
            limits());
    var changes = ConfigChange.of(file.draft(), parts.changeBody().apply(spec));
    var address =
        new Relay.Address(
            String.valueOf(label(file)), terms.domain(), file.schema(), Relay.CustomDomain.NONE);
    var relay =
        new Adoptable(
            new RelayId(file.id()),
            file.owner(),
            address,
            new Relay.Wishes(terms.plan().id(), profile, settings),
            isOff ? RelayStatus.INACTIVE : RelayStatus.ACTIVE,
            now,
            changes.isEmpty());
    return new Candidate(file, relay, spec, changes);
  }

  private RelaySpec.Limits limits() {
    var offer = terms.plan().offer();
    return new RelaySpec.Limits(offer.members(), offer.bytes(), offer.files());
  }

  /// The switches that are on, without those that the plan does not have.
  private RelaySettings settings(JsonNode fields) {
    var on = EnumSet.noneOf(Switch.class);
    add(on, Switch.PUBLIC_READ, fields.at("/policy/public_read"));
    add(on, Switch.PUBLIC_WRITE, fields.at("/policy/public_write"));
    add(on, Switch.PUBLIC_JOIN, fields.at("/policy/public_join"));
    add(on, Switch.STRIP_SIGNATURES, fields.at("/policy/strip_signatures"));
    add(on, Switch.GROUPS, fields.at("/groups/enabled"));
    add(on, Switch.MANAGEMENT, fields.at("/management/enabled"));
    add(on, Switch.PUSH, fields.at("/push/enabled"));
    add(on, Switch.MEMBERS_CAN_INVITE, fields.at("/roles/member/can_invite"));
    if (terms.plan().offer().blossom()) {
      add(on, Switch.BLOSSOM, fields.at("/blossom/enabled"));
    }
    if (terms.plan().offer().livekit() && !fields.at("/livekit/api_key").asString("").isEmpty()) {
      on.add(Switch.LIVEKIT);
    }
    return new RelaySettings(on);
  }

  private static void add(Set<Switch> on, Switch one, JsonNode flag) {
    if (flag.asBoolean(false)) {
      on.add(one);
    }
  }
}
