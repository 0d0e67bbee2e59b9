package caravel.app;

import caravel.control.admin.BulkSuspensionRoutes;
import caravel.control.admin.FigureRoutes;
import caravel.control.admin.abuse.AbuseReportRoutes;
import caravel.control.admin.broadcast.Broadcasts;
import caravel.control.db.Db;
import caravel.control.db.SecretBox;
import caravel.control.hosting.EventArchive;
import caravel.control.hosting.RelayAccess;
import caravel.control.hosting.moderation.ModerationRoutes;
import caravel.control.hosting.moderation.RemovedMessages;
import caravel.control.hosting.moderation.SingleMessages;
import caravel.control.http.Route;
import caravel.control.job.WorkerReport;
import caravel.control.notify.Notices;
import caravel.control.plan.Plans;
import caravel.control.relay.Relays;
import caravel.control.tenant.TenantDesk;
import caravel.control.tenant.signup.InvitationRoutes;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;

/// Creates what an operator acts with: the report desk, broadcasts, bulk suspensions and the
/// moderation of messages.
final class WiringOperator implements AutoCloseable {
  private final Db db;
  private final TenantDesk tenants;
  private final Relays relays;
  private final Notices notices;
  private final InstantSource clock;
  private final Broadcasts broadcasts;

  WiringOperator(
      Db db, Plans plans, TenantDesk tenants, Relays relays, Notices notices, InstantSource clock) {
    this.db = db;
    this.tenants = tenants;
    this.relays = relays;
    this.notices = notices;
    this.clock = clock;
    this.broadcasts = new Broadcasts(db, notices, plans, clock);
  }

  WorkerReport report() {
    return broadcasts.reports().getFirst();
  }

  void start() {
    broadcasts.start();
  }

  /// @param archives by the parent domain of their relays
  /// @param appUrl the web app's public base
  List<Route> routes(
      RelayAccess access, SecretBox box, Map<String, EventArchive> archives, String appUrl) {
    var removed = new RemovedMessages(db, box, archives);
    var terms = new AbuseReportRoutes.Terms(appUrl, RandomGenerator.of("SecureRandom"), clock);
    var messages = new SingleMessages(relays.progress(), access, removed);
    var routes = new ArrayList<Route>();
    routes.addAll(new ModerationRoutes(relays.progress(), access, removed).routes());
    routes.addAll(new BulkSuspensionRoutes(db, tenants, relays).routes());
    routes.addAll(new AbuseReportRoutes(db, relays, tenants, messages, notices, terms).routes());
    routes.addAll(broadcasts.routes());
    routes.addAll(new InvitationRoutes(db, RandomGenerator.of("SecureRandom")).routes());
    routes.addAll(new FigureRoutes(db).routes());
    return routes;
  }

  @Override
  public void close() {
    broadcasts.close();
  }
}
