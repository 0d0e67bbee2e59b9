package caravel.app;

import caravel.control.admin.PlatformNumbers;
import caravel.control.billing.BillingNumbers;
import caravel.control.db.Db;
import caravel.control.edge.EdgeServer;
import caravel.control.hosting.Hosting;
import caravel.control.hosting.mirror.RelayMirrors;
import caravel.control.http.Readiness;
import caravel.control.job.WorkerReport;
import caravel.control.relay.Provisioning;
import caravel.engine.Engine;
import caravel.engine.session.RelayTimers;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.FunctionTimer;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.TimeGauge;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The part of [Wiring] for metrics: registers every meter. No meter has a label for a relay or a
/// tenant. docs/metrics.md lists all of them.
final class WiringMetrics implements AutoCloseable {
  private final PrometheusMeterRegistry meters =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final InstantSource clock;
  private final JvmGcMetrics garbage = new JvmGcMetrics();

  WiringMetrics(InstantSource clock) {
    this.clock = clock;
    garbage.bindTo(meters);
    new JvmMemoryMetrics().bindTo(meters);
    new JvmThreadMetrics().bindTo(meters);
    new ProcessorMetrics().bindTo(meters);
    new FileDescriptorMetrics().bindTo(meters);
    new UptimeMetrics().bindTo(meters);
    Gauge.builder("caravel.build.info", () -> 1)
        .description("Always 1; the version is a label")
        .tag("version", Version.text())
        .register(meters);
  }

  PrometheusMeterRegistry meters() {
    return meters;
  }

  RelayTimers relayTimers() {
    return RelayTimers.in(meters);
  }

  /// @param engine null = the relays are on a zooid
  FigureReader figures(
      PlatformNumbers numbers, Supplier<List<WorkerReport>> workers, @Nullable Engine engine) {
    var reader = new FigureReader(meters, numbers, workers, engine, clock);
    if (engine != null) {
      Gauge.builder("caravel.event.files.size", reader::storedBytes)
          .description("Size of all event files, measured every five minutes")
          .baseUnit("bytes")
          .register(meters);
    }
    return reader;
  }

  void addEngine(Engine engine) {
    gauge(
        "caravel.engine.relays", "Relays that the engine serves", () -> engine.numbers().relays());
    gauge("caravel.sockets", "Open WebSockets", () -> engine.numbers().sockets());
    gauge(
        "caravel.engine.http.connections",
        "Open connections that are not WebSockets",
        () -> engine.numbers().httpConnections());
    gauge("caravel.event.files.open", "Open event files", () -> engine.numbers().openFiles());
    Gauge.builder("caravel.client.memory", () -> engine.numbers().clientBytes())
        .description("Heap that all clients of relays hold")
        .baseUnit("bytes")
        .register(meters);
    counter(
        "caravel.slow.readers.dropped",
        "Clients dropped because they did not read",
        engine,
        one -> one.numbers().slowReadersDropped());
    counter(
        "caravel.memory.dropped",
        "Clients dropped because memory was short",
        engine,
        one -> one.numbers().memoryDropped());
    Gauge.builder("caravel.window", () -> engine.numbers().windows().bytes())
        .description("Heap of the newest events of all relays")
        .baseUnit("bytes")
        .register(meters);
    counter(
        "caravel.queries",
        "Queries of clients for stored events",
        engine,
        one -> one.numbers().windows().queries());
    counter(
        "caravel.queries.in.memory",
        "Queries that were answered from memory",
        engine,
        one -> one.numbers().windows().answers());
    var backup = engine.backup();
    if (backup != null) {
      addRelayBackup(() -> backup.state().lagMillis(), () -> backup.state().fault().isPresent());
      gauge(
          "caravel.relay.backup.files.waiting",
          "Relays whose changed files are not in the backup",
          () -> backup.state().waitingFiles());
    }
  }

  /// The backup of the relays of a zooid.
  void addMirrors(RelayMirrors mirrors) {
    addRelayBackup(
        () -> mirrors.status().lag().toMillis(), () -> !mirrors.status().fault().isEmpty());
  }

  private void addRelayBackup(Supplier<Number> lagMillis, BooleanSupplier isFaulty) {
    TimeGauge.builder("caravel.relay.backup.lag", lagMillis, TimeUnit.MILLISECONDS)
        .description("Age of the oldest change of a relay that is not in the backup; 0 = all are")
        .register(meters);
    gauge(
        "caravel.relay.backup.fault",
        "1 while changes of relays cannot be shipped, or a copy of a relay fails",
        () -> isFaulty.getAsBoolean() ? 1 : 0);
  }

  void addDatabase(Db db) {
    FunctionTimer.builder(
            "caravel.tx",
            db,
            one -> one.transactions().count(),
            one -> one.transactions().nanos(),
            TimeUnit.NANOSECONDS)
        .description("Writing transactions of the control database, with their waiting time")
        .register(meters);
  }

  void addPlatform(PlatformNumbers numbers) {
    for (var state : Provisioning.values()) {
      Gauge.builder("caravel.relays", () -> numbers.read().relays(state))
          .description("Relays by their observed state")
          .tag("state", state.word())
          .register(meters);
    }
    TimeGauge.builder(
            "caravel.drift", () -> numbers.read().drift().toMillis(), TimeUnit.MILLISECONDS)
        .description("How long the longest drifting relay has not been in its desired state")
        .register(meters);
    for (var age : BillingNumbers.ages()) {
      Gauge.builder(
              "caravel.invoices.open",
              () -> numbers.read().billing().openByAge().getOrDefault(age, 0L))
          .description("Open invoices by the days since they were created")
          .tag("age", age)
          .register(meters);
    }
  }

  /// @param reports all workers that exist now
  void addWorkers(Supplier<List<WorkerReport>> reports) {
    for (var worker : reports.get()) {
      var name = worker.name();
      TimeGauge.builder("caravel.worker.round.age", () -> age(reports, name), TimeUnit.MILLISECONDS)
          .description("Time since the worker ended a round")
          .tag("worker", name)
          .register(meters);
      Gauge.builder("caravel.worker.overdue", () -> isOverdue(reports, name) ? 1 : 0)
          .description("1 if the worker has not ended a round for too long")
          .tag("worker", name)
          .register(meters);
    }
  }

  void addReadiness(Readiness readiness) {
    for (var check : readiness.passes().keySet()) {
      Gauge.builder("caravel.ready", () -> readiness.passes().getOrDefault(check, false) ? 1 : 0)
          .description("1 if this check of /readyz passes")
          .tag("check", check)
          .register(meters);
    }
  }

  void addHosting(Hosting hosting) {
    gauge(
        "caravel.host.faults",
        "Relay hosts that do not answer or have too many differing relays",
        () -> hosting.faults().size());
  }

  /// @param isHeld whether money is on hold
  /// @param walletSilence time since the platform's wallet stopped answering
  void addMoney(Supplier<Boolean> isHeld, Supplier<Duration> walletSilence) {
    gauge("caravel.money.hold", "1 while money is on hold", () -> isHeld.get() ? 1 : 0);
    TimeGauge.builder(
            "caravel.wallet.silent", () -> walletSilence.get().toMillis(), TimeUnit.MILLISECONDS)
        .description("Time since the first question that the wallet did not answer; 0 = it answers")
        .register(meters);
  }

  void addBackup(WiringBackup backup) {
    TimeGauge.builder("caravel.backup.lag", () -> backup.lag().toMillis(), TimeUnit.MILLISECONDS)
        .description("Age of the oldest commit that is not in the backup; 0 = all are")
        .register(meters);
    TimeGauge.builder("caravel.backup.drill.age", () -> drillAge(backup), TimeUnit.MILLISECONDS)
        .description("Time since a drill last restored the backup without a fault; NaN = never")
        .register(meters);
  }

  private double drillAge(WiringBackup backup) {
    return backup
        .lastGoodDrill()
        .map(at -> (double) Duration.between(at, clock.instant()).toMillis())
        .orElse(Double.NaN);
  }

  void addEdge(EdgeServer edge) {
    EdgeServer.Answer.all()
        .forEach(answer ->
            FunctionCounter.builder("caravel.edge.answers", edge, one -> one.answers(answer))
                .description("Answers to the TLS proxy")
                .tags(
                    Tags.of(
                        "kind",
                        answer.question().name().toLowerCase(Locale.ROOT),
                        "answer",
                        answer.isKnown() ? "known" : "unknown"))
                .register(meters));
  }

  private double age(Supplier<List<WorkerReport>> reports, String name) {
    return reports.get().stream()
        .filter(report -> report.name().equals(name))
        .flatMap(report -> Stream.ofNullable(report.lastRun()))
        .mapToDouble(lastRun -> Duration.between(lastRun, clock.instant()).toMillis())
        .findFirst()
        .orElse(Double.NaN);
  }

  private boolean isOverdue(Supplier<List<WorkerReport>> reports, String name) {
    Instant now = clock.instant();
    return reports.get().stream()
        .anyMatch(report -> report.name().equals(name) && report.isOverdue(now));
  }

  private void gauge(String name, String description, Supplier<Number> value) {
    Gauge.builder(name, value).description(description).register(meters);
  }

  private void counter(
      String name, String description, Engine engine, ToLongFunction<Engine> value) {
    FunctionCounter.builder(name, engine, value::applyAsLong)
        .description(description)
        .register(meters);
  }

  @Override
  public void close() {
    garbage.close();
    meters.close();
  }
}
