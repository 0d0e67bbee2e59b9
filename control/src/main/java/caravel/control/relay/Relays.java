package caravel.control.relay;

import caravel.control.activity.Activities;
import caravel.control.activity.ActivityStream;
import caravel.control.auth.Caller;
import caravel.control.db.Db;
import caravel.control.db.SecretBox;
import caravel.control.db.Tx;
import caravel.control.http.Access;
import caravel.control.http.Route;
import caravel.control.problem.ProblemException;
import caravel.control.tenant.Tenant;
import caravel.control.tenant.TenantDesk;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// The relay module: routes, the interface for hosting, and counts.
public final class Relays implements TenantDesk.OfRelays {
  private final Db db;
  private final RelayTerms terms;
  private final RelayDesk desk;
  private final RelayPayments payments;
  private final RelayRoutes routes;
  private final StoredProgress progress;
  private final RelayStatisticsStore figures = new RelayStatisticsStore();

  /// The dependencies of relays.
  ///
  /// @param changed called after the commit of every change that zooid needs
  public record Foundation(
      Db db, Activities activities, ActivityStream stream, SecretBox box, Runnable changed) {}

  public Relays(RelayTerms terms, TenantDesk tenants, Foundation foundation) {
    this.db = foundation.db();
    this.terms = terms;
    var news =
        new RelayNews(
            foundation.activities(), foundation.stream(), terms.plans(), foundation.changed());
    this.desk = new RelayDesk(db, terms, tenants, news, foundation.box());
    this.payments = new RelayPayments(news, terms.plans());
    this.routes = new RelayRoutes(db, desk, foundation.activities());
    this.progress = new StoredProgress(db, news, foundation.box());
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

  /// Grants access to the owner of a relay, for routes about it.
  public Access owner() {
    return routes.owner();
  }

  /// A combined change of a relay: its plan, and whether it is online.
  public record Move(String planId, Turn turn) {}

  /// Whether a relay should be online from now on.
  public enum Turn {
    AS_IT_IS,
    ONLINE,
    OFFLINE
  }

  /// Previews a relay after a move, by the rules of making it. Changes nothing.
  ///
  /// @throws ProblemException with the reason why the move is impossible
  public Relay moved(Tx tx, RelayId id, Move move, Caller caller) {
    return desk.moved(tx, id, move, caller);
  }

  public Optional<Relay> find(Tx tx, RelayId id) {
    return desk.find(tx, id);
  }

  /// Takes a relay offline because an invoice was not paid.
  ///
  /// @param actor the name of a worker
  /// @return the relay, which is offline now; empty = it was not active
  public Optional<Relay> pause(Tx tx, RelayId id, String actor) {
    return payments.pause(tx, id, actor);
  }

  /// Sets the rule for new paid relays. Called only while the program is assembled.
  public void follow(PayFirst payFirst) {
    desk.follow(payFirst);
  }

  /// Starts a relay on the plan that it waits for, because it is paid.
  ///
  /// @param actor the name of a worker
  /// @return false = it waits for nothing
  public boolean startReserved(Tx tx, RelayId id, String actor) {
    return payments.startReserved(tx, id, actor);
  }

  /// Cancels the plan that a relay waits for, because its invoice was not paid.
  ///
  /// @param actor the name of a worker
  public void cancelReserved(Tx tx, RelayId id, String actor) {
    payments.cancelReserved(tx, id, actor);
  }

  /// Records the invoice that a relay waits for.
  ///
  /// @param invoiceId `""` = none is created yet
  public void waitForInvoice(Tx tx, RelayId id, String invoiceId) {
    payments.waitForInvoice(tx, id, invoiceId);
  }

  /// Lists the relays that start when an invoice is paid.
  public List<Relay> waitingFor(Tx tx, String invoiceId) {
    return payments.waitingFor(tx, invoiceId);
  }

  @Override
  public void suspensionChanged(Tx tx, Tenant tenant, String actor) {
    desk.suspensionChanged(tx, tenant, actor);
  }
}
