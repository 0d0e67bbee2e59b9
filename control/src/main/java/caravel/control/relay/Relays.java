package caravel.control.relay;

import caravel.control.activity.Activities;
import caravel.control.activity.ActivityStream;
import caravel.control.auth.Caller;
import caravel.control.db.Db;
import caravel.control.db.SecretBox;
import caravel.control.db.Tx;
import caravel.control.http.Access;
import caravel.control.http.Route;
import caravel.control.http.TeamRole;
import caravel.control.problem.Problem;
import caravel.control.problem.ProblemException;
import caravel.control.tenant.Tenant;
import caravel.control.tenant.TenantDesk;
import caravel.nostr.PublicKey;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// The relay module: routes, the interface for hosting, and counts.
public final class Relays implements TenantDesk.OfRelays {
  private final Db db;
  private final RelayTerms terms;
  private final RelayDesk desk;
  private final RelayEvents news;
  private final Reserving reserving;
  private final OwnershipChange ownership;
  private final RelayDeletion deletion;
  private final RelayStore store = new RelayStore();
  private final CustomDomainStore domains = new CustomDomainStore();
  private final LabelStore labels = new LabelStore();
  private final RelayRoutes routes;
  private final RelayProgress progress;
  private final RelayStatisticsStore figures = new RelayStatisticsStore();

  /// The dependencies of relays.
  ///
  /// @param changed called after the commit of every change that zooid needs
  public record Foundation(
      Db db, Activities activities, ActivityStream stream, SecretBox box, Runnable changed) {}

  public Relays(RelayTerms terms, TenantDesk tenants, Foundation foundation) {
    this.db = foundation.db();
    this.terms = terms;
    this.news =
        new RelayEvents(
            foundation.activities(), foundation.stream(), terms.plans(), foundation.changed());
    this.desk = new RelayDesk(db, terms, tenants, news, foundation.box());
    this.reserving = new Reserving(terms.plans());
    this.ownership = new OwnershipChange(terms, tenants, news);
    this.deletion = new RelayDeletion(news);
    this.progress = new RelayProgress(db, news, foundation.box());
    this.routes = new RelayRoutes(db, desk, foundation.activities(), progress);
  }

  public List<Route> routes() {
    return routes.routes();
  }

  public RelayProgress progress() {
    return progress;
  }

  public RelayFigures figures(Tx tx) {
    return figures.read(tx);
  }

  /// Since when the relay that has differed longest from its desired state does so; empty = none
  /// differs.
  public Optional<Instant> driftingSince(Tx tx) {
    return figures.driftingSince(tx);
  }

  /// Plans of relays that are missing in the catalogue. A plan in use may be hidden or get another
  /// price, but not be removed.
  public List<String> plansMissing() {
    return db.read(figures::plansInUse).stream()
        .filter(id -> terms.plans().byId(id).isEmpty())
        .toList();
  }

  /// Domains of unerased relays that this deployment does not serve, with the number of their
  /// relays.
  public Map<String, Long> domainsMissing() {
    var domains = new TreeMap<>(db.<Map<String, Long>>read(figures::byDomain));
    domains.keySet().removeAll(terms.domains());
    return domains;
  }

  /// Grants access to the owner of a relay and to its team from this role on, for routes about it.
  public Access access(TeamRole needed) {
    return progress.access(needed);
  }

  /// The relay's JSON object for a person with this role.
  public static Map<String, Object> json(Relay relay, TeamRole role) {
    return RelayJson.of(relay, role);
  }

  /// Records a change of a relay's team or of the offer to transfer it.
  ///
  /// @param reachesHost whether the relay's host needs the change
  public void teamChanged(Tx tx, RelayId id, TeamChange change, boolean reachesHost) {
    if (reachesHost) {
      store.nextGeneration(tx, id);
      news.wishesChanged(tx);
    }
    progress.act(tx, id, change.activityType(), change.detail(), change.by());
  }

  /// A change of a relay's team.
  ///
  /// @param activityType imperative verb, then noun
  public record TeamChange(String activityType, Map<String, Object> detail, Caller by) {}

  /// Refuses to transfer a relay that its owner cannot give away now.
  ///
  /// @throws ProblemException with what to do first
  public void checkTransfer(Tx tx, RelayId id) {
    throwIfPresent(ownership.refusal(tx, id));
  }

  /// The price of a relay for a person who takes it over now.
  ///
  /// @throws ProblemException if the relay cannot leave its owner, or the person cannot have it
  public TransferTerms.Cost transferCost(Tx tx, RelayId id, PublicKey next) {
    return ownership.cost(tx, next, transferable(tx, id, next));
  }

  /// Gives a relay to the caller, who becomes a tenant.
  ///
  /// @param planId the plan that the caller confirmed; `""` = none
  /// @param due the price that the caller confirmed, in the minor unit of the currency
  /// @throws ProblemException if the relay cannot leave its owner, the caller cannot have it, or it
  ///   costs more than confirmed
  public Relay transfer(Tx tx, RelayId id, Caller next, String planId, long due) {
    var relay = transferable(tx, id, next.pubkey());
    var confirmed = new OwnershipChange.Confirmed(planId, due);
    throwIfPresent(ownership.refusalOf(tx, next.pubkey(), relay, confirmed));
    return ownership.make(tx, relay, next);
  }

  private Relay transferable(Tx tx, RelayId id, PublicKey next) {
    checkTransfer(tx, id);
    var relay = existing(tx, id);
    throwIfPresent(ownership.refusalOf(tx, next, relay));
    return existing(tx, id);
  }

  private static void throwIfPresent(Optional<Problem> problem) {
    problem.ifPresent(found -> {
      throw found.asException();
    });
  }

  /// Sends one person an event about an object of another tenant. Operators get no copy.
  public void publishTo(Tx tx, PublicKey reader, String name, Supplier<Object> object) {
    news.publishTo(tx, reader, name, object);
  }

  /// A combined change of a relay: its plan, and whether it is online.
  ///
  /// @param interval how often the plan is charged; null = as it is on the present plan, else
  ///   monthly
  public record Move(String planId, @Nullable String interval, Turn turn) {
    boolean keepsPlanOf(Relay relay) {
      var wishes = relay.wishes();
      return planId.equals(wishes.planId())
          && (interval == null || interval.equals(wishes.interval().word()));
    }
  }

  /// Whether a relay should be online from now on.
  public enum Turn {
    AS_IT_IS,
    ONLINE,
    OFFLINE
  }

  /// Takes a relay offline so that its tenant cannot bring it back.
  ///
  /// @throws ProblemException if there is no such relay
  public Relay suspend(RelayId id, String reason, Caller admin) {
    return desk.suspend(id, reason, admin);
  }

  /// Lifts the suspension of a relay.
  ///
  /// @throws ProblemException if there is no such relay
  public Relay unsuspend(RelayId id, String reason, Caller admin) {
    return desk.unsuspend(id, reason, admin);
  }

  /// Previews a relay after a move, by the rules of making it. Changes nothing.
  ///
  /// @throws ProblemException with the reason why the move is impossible
  public Relay moved(Tx tx, RelayId id, Move move, Caller caller) {
    return desk.moved(tx, id, move, caller);
  }

  /// Deletes all relays of a tenant who leaves.
  public void deleteAll(Tx tx, PublicKey tenant, Caller caller) {
    for (var relay : unerased(tx, tenant)) {
      if (!relay.isDeleted()) {
        deletion.delete(tx, relay, caller);
      }
    }
  }

  /// Lists a tenant's relays that are not erased, the oldest first.
  public List<Relay> unerased(Tx tx, PublicKey tenant) {
    return deletion.unerased(tx, tenant);
  }

  /// When the events of a relay are erased if it is deleted at this instant.
  public static Instant erasedAt(Instant deletedAt) {
    return RelayDeletion.erasedAt(deletedAt);
  }

  public Optional<Relay> find(Tx tx, RelayId id) {
    return desk.find(tx, id);
  }

  /// Finds the relay that is reached under this host, which is its own name or its verified custom
  /// domain.
  ///
  /// @param host in lower case, with the port if its domain has one
  public Optional<Relay> byHost(String host) {
    var dot = host.indexOf('.');
    var domain = host.substring(dot + 1);
    return dot > 0 && terms.domains().contains(domain)
        ? progress.byLabel(domain, host.substring(0, dot))
        : db.<Optional<Relay>>read(
            tx -> domains.holder(tx, host).flatMap(id -> store.byId(tx, id)));
  }

  /// Takes a relay offline because an invoice was not paid.
  ///
  /// @param actor the name of a worker
  /// @return the relay, which is offline now; empty = it was not active
  public Optional<Relay> pause(Tx tx, RelayId id, String actor) {
    var relay = store.byId(tx, id).filter(known -> known.status() == RelayStatus.ACTIVE);
    if (relay.isEmpty()) {
      return Optional.empty();
    }
    var next = relay.orElseThrow();
    var paused = next.standing().withBase(RelayStatus.DELINQUENT).withReservation(null);
    store.update(tx, next.with(paused), true);
    var after = existing(tx, id);
    news.happened(tx, after, "mark_relay_delinquent", actor, Map.of());
    news.wishesChanged(tx);
    return Optional.of(after);
  }

  /// Sets the rule for new paid relays. Called only while the program is assembled.
  public void follow(PayFirst payFirst) {
    desk.follow(payFirst);
  }

  /// Sets the terms of transfers. Called only while the program is assembled.
  public void follow(TransferTerms money) {
    ownership.follow(money);
  }

  /// Starts a relay on the plan that it waits for, because it is paid.
  ///
  /// @param actor the name of a worker
  /// @return false = it waits for nothing
  public boolean startReserved(Tx tx, RelayId id, String actor) {
    var relay = store.byId(tx, id).filter(known -> !known.reservedPlan().isEmpty());
    if (relay.isEmpty()) {
      return false;
    }
    var before = relay.orElseThrow();
    store.update(tx, reserving.started(before), true);
    var after = existing(tx, id);
    if (before.awaitsPayment()) {
      news.happened(tx, after, "activate_relay", actor, Map.of());
    } else {
      news.happened(tx, after, "update_relay", actor, RelayDiff.detailOfPlan(before, after));
    }
    news.wishesChanged(tx);
    return true;
  }

  /// Cancels the plan that a relay waits for, because its invoice was not paid.
  ///
  /// @param actor the name of a worker
  public void cancelReserved(Tx tx, RelayId id, String actor) {
    var relay = store.byId(tx, id).filter(known -> known.standing().reservation() != null);
    if (relay.isPresent()) {
      var before = relay.orElseThrow();
      store.update(tx, before.with(before.standing().withReservation(null)), false);
      news.happened(tx, existing(tx, id), "cancel_relay_payment", actor, Map.of());
    }
  }

  /// Records the invoice that a relay waits for.
  ///
  /// @param invoiceId `""` = none is created yet
  public void waitForInvoice(Tx tx, RelayId id, String invoiceId) {
    var relay = store.byId(tx, id);
    var reservation = relay.map(known -> known.standing().reservation()).orElse(null);
    if (reservation != null && !reservation.invoiceId().equals(invoiceId)) {
      var before = relay.orElseThrow();
      var next = new Relay.Reservation(reservation.planId(), reservation.interval(), invoiceId);
      store.update(tx, before.with(before.standing().withReservation(next)), false);
      news.seen(tx, existing(tx, id));
    }
  }

  /// Lists the undeleted relays with a custom domain, verified or not.
  public List<Relay> withCustomDomain(Tx tx) {
    return domains.list(tx);
  }

  /// Puts a relay's custom domain into effect. A domain that another tenant has proven before needs
  /// the proof by TXT record, because that tenant may have left a CNAME record behind.
  ///
  /// @param byText whether the TXT record has the relay's token
  /// @param actor the name of a worker
  /// @return why the domain stays unverified, for the owner; empty = it is in effect
  public Optional<String> verifyDomain(Tx tx, Relay relay, boolean byText, String actor) {
    var name = relay.address().customDomain().name();
    if (domains.holder(tx, name).isPresent()) {
      return Optional.of(CustomDomainRules.TAKEN);
    }
    if (!byText && labels.isDomainOfAnother(tx, name, relay.tenant())) {
      return Optional.of(CustomDomainRules.TEXT_NEEDED);
    }
    labels.rememberDomain(tx, name, relay.tenant());
    store.update(tx, relay.with(new Relay.CustomDomain(name, true)), false);
    news.happened(
        tx, existing(tx, relay.id()), "verify_domain", actor, Map.of("custom_domain", name));
    return Optional.empty();
  }

  /// Takes a relay's custom domain away. The relay's own name stays.
  ///
  /// @param actor the name of a worker
  public void releaseDomain(Tx tx, Relay relay, String actor) {
    var name = relay.address().customDomain().name();
    store.update(tx, relay.with(Relay.CustomDomain.NONE), false);
    news.happened(
        tx, existing(tx, relay.id()), "release_domain", actor, Map.of("custom_domain", name));
  }

  /// Publishes a relay on the stream after an observed change, which is no activity.
  public void publish(Tx tx, Relay relay) {
    news.seen(tx, relay);
  }

  /// Lists the relays that start when an invoice is paid.
  public List<Relay> waitingFor(Tx tx, String invoiceId) {
    return store.waitingFor(tx, invoiceId);
  }

  @Override
  public void suspensionChanged(Tx tx, Tenant tenant, String actor) {
    desk.suspensionChanged(tx, tenant, actor);
  }

  /// Relays by number, for operators.
  ///
  /// @param drift relays that are not as wished, those that wait longest first
  public record RelayFigures(
      long total,
      Map<String, Long> byPlan,
      Map<String, Long> byStatus,
      Map<String, Long> byProvisioning,
      List<Drift> drift) {
    public RelayFigures {
      byPlan = Map.copyOf(byPlan);
      byStatus = Map.copyOf(byStatus);
      byProvisioning = Map.copyOf(byProvisioning);
      drift = List.copyOf(drift);
    }

    /// A relay that is not as wished, and why.
    public record Drift(String relayId, String url, String syncError) {}
  }

  /// Whether a tenant's paid relays start only when they are paid. Billing decides it.
  @FunctionalInterface
  public interface PayFirst {
    boolean appliesTo(Tx tx, PublicKey tenant);
  }

  private Relay existing(Tx tx, RelayId id) {
    return store.byId(tx, id).orElseThrow();
  }
}
