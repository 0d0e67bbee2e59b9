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

/// All about relays, put together: their routes, what hosting needs of them, and their figures.
public final class Relays implements TenantDesk.OfRelays {
  private final Db db;
  private final RelayTerms terms;
  private final RelayDesk desk;
  private final RelayPayments payments;
  private final RelayRoutes routes;
  private final StoredProgress progress;
  private final RelayStatisticsStore figures = new RelayStatisticsStore();

  /// What relays stand on.
  ///
  /// @param changed called after the commit of every change that a zooid must hear of
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

  /// Plans that relays are on and the catalogue does not have. A plan in use may be hidden or get
  /// another price, never go.
  public List<String> plansMissing() {
    return db.read(figures::plansInUse).stream()
        .filter(id -> terms.plans().byId(id).isEmpty())
        .toList();
  }

  /// Domains with relays that are not erased yet and that this deployment does not serve, with the
  /// number of their relays.
  public Map<String, Long> domainsMissing() {
    var domains = new TreeMap<>(db.<Map<String, Long>>read(figures::byDomain));
    domains.keySet().removeAll(terms.domains());
    return domains;
  }

  /// Who has a relay; for a route about it.
  public Access owner() {
    return routes.owner();
  }

  /// What somebody may want of a relay, all at once: its plan, and whether it is online.
  public record Move(String planId, Turn turn) {}

  /// Whether a relay is to be online from now on.
  public enum Turn {
    AS_IT_IS,
    ONLINE,
    OFFLINE
  }

  /// What a relay would be after a move, by the rules of making it; nothing is changed.
  ///
  /// @throws ProblemException with what stands against it
  public Relay moved(Tx tx, RelayId id, Move move, Caller caller) {
    return desk.moved(tx, id, move, caller);
  }

  public Optional<Relay> find(Tx tx, RelayId id) {
    return desk.find(tx, id);
  }

  /// Takes a relay offline for want of payment.
  ///
  /// @param actor whose doing it is: the name of a worker
  /// @return what is offline now; empty = it was not active
  public Optional<Relay> pause(Tx tx, RelayId id, String actor) {
    return payments.pause(tx, id, actor);
  }

  /// To be called while the program is put together.
  public void follow(PayFirst payFirst) {
    desk.follow(payFirst);
  }

  /// Starts a relay on the plan that it waits for, because it is paid.
  ///
  /// @param actor whose doing it is: the name of a worker
  /// @return false = it waits for nothing
  public boolean startReserved(Tx tx, RelayId id, String actor) {
    return payments.startReserved(tx, id, actor);
  }

  /// Lets a relay wait no longer, because its invoice was not paid.
  ///
  /// @param actor whose doing it is: the name of a worker
  public void cancelReserved(Tx tx, RelayId id, String actor) {
    payments.cancelReserved(tx, id, actor);
  }

  /// Remembers the invoice that a relay waits for.
  ///
  /// @param invoiceId `""` = none is made yet
  public void waitForInvoice(Tx tx, RelayId id, String invoiceId) {
    payments.waitForInvoice(tx, id, invoiceId);
  }

  /// The relays that start when an invoice is paid.
  public List<Relay> waitingFor(Tx tx, String invoiceId) {
    return payments.waitingFor(tx, invoiceId);
  }

  @Override
  public void suspensionChanged(Tx tx, Tenant tenant, String actor) {
    desk.suspensionChanged(tx, tenant, actor);
  }
}
