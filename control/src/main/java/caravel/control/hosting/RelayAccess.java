package caravel.control.hosting;

import caravel.control.hosting.RelayHost.RelayReply;
import caravel.control.problem.Problem;
import caravel.control.relay.Relay;
import caravel.control.relay.RelaySettings;
import caravel.nostr.PublicKey;
import caravel.outbound.Bulkhead;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Access to online relays on their hosts, for requests of people. Refusals are thrown as
/// [Problem]s with a sentence for the relay's owner.
public final class RelayAccess {
  private static final Logger LOG = LoggerFactory.getLogger(RelayAccess.class);

  /// Changes of relays in progress together. Relays that share a slot wait for each other.
  private static final int SLOTS = 64;

  private static final Duration SLOT_WAIT = Duration.ofSeconds(10);

  private static final Problem UNREACHABLE =
      new Problem.Unavailable(
          "relay-unreachable", "The relay isn’t responding right now. Try again later.");
  private static final Problem SET_UP =
      new Problem.Unavailable(
          "relay-unreachable", "This relay is still being set up. Try again in a moment.");
  private static final Problem MANAGEMENT_OFF =
      new Problem.Conflict(
          "management-disabled",
          "“Moderation from your app” is off for this relay. Turn it on in Settings first.");

  private final Specs specs;
  private final RelayHosts hosts;
  private final List<Bulkhead> slots =
      Stream.generate(() -> new Bulkhead(1, SLOT_WAIT)).limit(SLOTS).toList();

  public RelayAccess(Specs specs, RelayHosts hosts) {
    this.specs = specs;
    this.hosts = hosts;
  }

  /// A relay that can be queried.
  public record Target(Relay relay, RelaySpec spec, RelayHost host) {
    /// Whether this is the relay's own key.
    public boolean isSelf(PublicKey key) {
      return spec.identity().secret().publicKey().equals(key);
    }
  }

  /// Returns the relay with its host, whether it is online or not.
  public Target target(Relay relay) {
    var host = hosts.of(relay.address().zooidDomain()).orElseThrow(() -> notConfigured(relay));
    return new Target(relay, specs.of(relay), host);
  }

  /// Returns a relay that is online, and throws for every other one.
  public Target online(Relay relay) {
    if (!relay.wantedOnline()) {
      throw offline(relay).asException();
    }
    if (!relay.seen().answeredOnce()) {
      throw SET_UP.asException();
    }
    return target(relay);
  }

  /// Returns a relay that is online and takes management calls (NIP-86).
  public Target managed(Relay relay) {
    var target = online(relay);
    if (!relay.wishes().settings().has(RelaySettings.Switch.MANAGEMENT)) {
      throw MANAGEMENT_OFF.asException();
    }
    return target;
  }

  /// Returns the access to the events and the management of a relay.
  public RelayContent content(Target target) {
    return hosts
        .content(target.relay().address().zooidDomain())
        .orElseThrow(() -> notConfigured(target.relay()));
  }

  /// Does one change of a relay at a time.
  public <T> T inTurn(Relay relay, Supplier<T> work) {
    var slot = slots.get(Math.floorMod(relay.id().hashCode(), SLOTS));
    return slot.call(
        work,
        () -> {
          throw UNREACHABLE.asException();
        });
  }

  /// Returns the value of a reply, and throws for every other reply.
  public static <T> T answer(Target target, RelayReply<T> reply) {
    return switch (reply) {
      case RelayReply.Answered<T>(var value) -> value;
      case RelayReply.Refused<T>(var sentence) ->
          throw new Problem.Conflict("conflict", sentence).asException();
      case RelayReply.Off<T> _ -> throw MANAGEMENT_OFF.asException();
      case RelayReply.Unknown<T>(var why) -> throw unreachable(target, why);
    };
  }

  /// The problem of a relay that does not answer. Logs the reason.
  public static RuntimeException unreachable(Target target, String why) {
    LOG.info("relay {} cannot be asked: {}", target.relay().id(), why);
    return UNREACHABLE.asException();
  }

  private static RuntimeException notConfigured(Relay relay) {
    LOG.warn("relay {} is on a host that is not configured", relay.id());
    return UNREACHABLE.asException();
  }

  private static Problem offline(Relay relay) {
    return switch (relay.status()) {
      case SUSPENDED ->
          new Problem.Forbidden("relay-suspended", "This relay was suspended by the operator.");
      case DELINQUENT ->
          new Problem.Refused(
              "relay-is-inactive",
              relay.awaitsPayment()
                  ? "This relay starts when its invoice is paid. Pay the invoice first."
                  : "This relay is offline because an invoice wasn’t paid. Bring it back online"
                      + " first.");
      case ACTIVE, INACTIVE ->
          new Problem.Refused(
              "relay-is-inactive",
              relay.isDeleted()
                  ? "This relay was deleted."
                  : "This relay is offline. Bring it back online first.");
    };
  }
}
