package caravel.control.admin;

import caravel.control.audit.AuditEntry;
import caravel.control.audit.AuditLog;
import caravel.control.backup.BackupReport;
import caravel.control.backup.Drill;
import caravel.control.backup.RelayBackupStatus;
import caravel.control.billing.Billing;
import caravel.control.db.Db;
import caravel.control.hosting.HostFault;
import caravel.control.http.Access;
import caravel.control.http.ListQuery;
import caravel.control.http.Request;
import caravel.control.http.Response;
import caravel.control.http.Route;
import caravel.control.job.WorkerReport;
import caravel.control.plan.Plans;
import caravel.control.problem.Problem;
import caravel.control.relay.Relays;
import caravel.control.tenant.TenantDesk;
import caravel.nostr.PublicKey;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;

/// The routes `/info` and `/admin`.
public final class AdminRoutes {
  private final Db db;
  private final PlatformInfo info;
  private final Plans plans;
  private final TenantDesk tenants;
  private final Relays relays;
  private final Billing billing;
  private final Reports reports;
  private final AuditLog audit = new AuditLog();

  /// The components whose objects the overview counts.
  public record Nouns(Plans plans, TenantDesk tenants, Relays relays, Billing billing) {}

  /// The reports of the running components.
  ///
  /// @param workers the last run of each worker
  /// @param hostFaults faults of relay hosts
  /// @param backup empty = nothing is backed up
  public record Reports(
      Supplier<List<WorkerReport>> workers,
      Supplier<List<HostFault>> hostFaults,
      Supplier<Optional<BackupReport>> backup) {}

  public AdminRoutes(Db db, PlatformInfo info, Nouns nouns, Reports reports) {
    this.db = db;
    this.info = info;
    this.plans = nouns.plans();
    this.tenants = nouns.tenants();
    this.relays = nouns.relays();
    this.billing = nouns.billing();
    this.reports = reports;
  }

  public List<Route> routes() {
    return List.of(
        Route.get("/info", Access.PUBLIC, this::info),
        Route.get("/admin/overview", Access.ADMIN, this::overview),
        Route.get("/admin/audit", Access.ADMIN, this::audit));
  }

  private Response audit(Request request) {
    var query = ListQuery.of(request, "tenant", "resource_type", "resource_id");
    var scope = scope(request);
    return Response.page(db.read(tx -> audit.page(tx, scope, query)).map(AuditEntry::shown));
  }

  /// An object needs both its type and its id.
  private static AuditLog.Scope scope(Request request) {
    var type = request.query("resource_type").orElse("").strip();
    var id = request.query("resource_id").orElse("").strip();
    if (type.isEmpty() != id.isEmpty()) {
      var missing = type.isEmpty() ? "resource_type" : "resource_id";
      throw Problem.invalid(missing, "Give resource_type and resource_id together.").asException();
    }
    var tenant = request.query("tenant").map(String::strip).filter(text -> !text.isEmpty());
    return new AuditLog.Scope(
        tenant.map(AdminRoutes::key).orElse(null),
        type.isEmpty() ? null : new AuditLog.Resource(type, id));
  }

  private static PublicKey key(String text) {
    try {
      return PublicKey.parse(text);
    } catch (RuntimeException notAKey) {
      throw Problem.invalid("tenant", "That’s not a public key.").asException();
    }
  }

  private Response info(Request request) {
    var json = new LinkedHashMap<String, Object>();
    json.put("name", info.brand().name());
    json.put("logo", info.brand().logo());
    json.put("operator", info.operator());
    json.put("server_url", info.addresses().serverUrl());
    json.put(
        "relay_domains", info.addresses().hosts().stream().map(PlatformInfo.Host::domain).toList());
    json.put("hosts", info.addresses().hosts());
    json.put("custom_domains", info.addresses().customDomains());
    json.put("indexer_relays", info.relays().indexers());
    json.put("messaging_relays", info.relays().messaging());
    json.put("currency", plans.currency().word());
    json.put("payment_methods", billing.paymentMethods());
    json.put("grace_days", info.graceDays());
    json.put("robot_pubkey", info.brand().robot());
    json.put("email", info.brand().email());
    json.put("sign_up", info.build().signUp().word());
    json.put("version", info.build().version());
    json.put("demo", info.build().demo());
    json.put("clock_ahead_seconds", billing.clockAhead().toSeconds());
    return Response.ok(json);
  }

  private Response overview(Request request) {
    var json =
        db.read(tx -> {
          var figures = relays.figures(tx);
          var shown = new LinkedHashMap<String, Object>();
          shown.put("tenants", TenantsView.of(tenants.total(tx), tenants.byStatus(tx)));
          shown.put(
              "relays",
              new RelaysView(
                  figures.total(), figures.byPlan(), figures.byStatus(), figures.byProvisioning()));
          shown.putAll(billing.figures(tx));
          shown.put("drift", figures.drift());
          return shown;
        });
    json.put("host_faults", reports.hostFaults().get());
    json.put("money_hold", billing.moneyHold());
    json.put("backup", reports.backup().get().map(AdminRoutes::shown).orElse(null));
    json.put("workers", reports.workers().get().stream().map(AdminRoutes::shown).toList());
    return Response.ok(json);
  }

  record TenantsView(long total, long suspended, long pastDue, long delinquent) {
    static TenantsView of(long total, Map<String, Long> byStatus) {
      return new TenantsView(
          total,
          byStatus.getOrDefault("suspended", 0L),
          byStatus.getOrDefault("past_due", 0L),
          byStatus.getOrDefault("delinquent", 0L));
    }
  }

  record RelaysView(
      long total,
      Map<String, Long> byPlan,
      Map<String, Long> byStatus,
      Map<String, Long> byProvisioning) {
    RelaysView {
      byPlan = new TreeMap<>(byPlan);
      byStatus = new TreeMap<>(byStatus);
      byProvisioning = new TreeMap<>(byProvisioning);
    }
  }

  private static Map<String, Object> shown(BackupReport report) {
    var status = report.control();
    var json = new LinkedHashMap<String, Object>();
    json.put("place", status.place());
    json.put("fault", status.fault());
    json.put("warning", status.warning());
    json.put("lag_seconds", status.lag().toSeconds());
    json.put("shipped_at", status.shippedAt());
    json.put("copied_at", status.baseAt());
    json.put("relays", shown(report.relays()));
    json.put("drill", report.lastDrill() == null ? null : shown(report.lastDrill()));
    json.put("drill_fault", report.drillFault());
    return json;
  }

  private static Map<String, Object> shown(RelayBackupStatus status) {
    var json = new LinkedHashMap<String, Object>();
    json.put("fault", status.fault());
    json.put("lag_seconds", status.lag().toSeconds());
    json.put("shipped_at", status.shippedAt());
    return json;
  }

  private static Map<String, Object> shown(Drill drill) {
    var json = new LinkedHashMap<String, Object>();
    json.put("ended_at", drill.endedAt());
    json.put("ok", drill.ok());
    json.put("message", drill.message());
    json.put("rpo_ms", drill.rpo() == null ? null : drill.rpo().toMillis());
    json.put("rto_ms", drill.rto() == null ? null : drill.rto().toMillis());
    return json;
  }

  private static Map<String, Object> shown(WorkerReport report) {
    var json = new LinkedHashMap<String, Object>();
    json.put("name", report.name());
    json.put("last_run_at", report.lastRun());
    json.put("last_error", report.lastError());
    json.put("last_error_at", report.lastErrorAt());
    return json;
  }
}
