package caravel.control.domain;

import caravel.control.db.Tx;
import caravel.control.domain.DomainCheck.Seen;
import caravel.control.job.Worker;
import caravel.control.job.WorkerReport;
import caravel.control.notify.Notice;
import caravel.control.relay.Relay;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Checks custom domains when they are due. The DNS and HTTPS are asked outside of transactions;
/// the result is stored if the domain did not change in the meantime.
public final class DomainWorker implements AutoCloseable {
  /// Most domains that are checked at once.
  static final int CHECKS_MAX = 32;

  /// Delay after a check that failed inside the platform.
  static final Duration RETRY_AFTER = Duration.ofMinutes(10);

  private static final Logger LOG = LoggerFactory.getLogger(DomainWorker.class);
  private static final String ACTOR = "domains";
  private static final Duration REST_MIN = Duration.ofSeconds(1);
  private static final Duration REST_MAX = Duration.ofMinutes(1);

  private final CustomDomains.Foundation platform;
  private final DnsResolver dns;
  private final HttpsProbe https;
  private final InstantSource clock;
  private final ExecutorService threads;
  private final Worker worker;
  private final DomainStore store = new DomainStore();

  DomainWorker(
      CustomDomains.Foundation platform,
      DnsResolver dns,
      HttpsProbe https,
      InstantSource clock,
      ExecutorService threads) {
    this.platform = platform;
    this.dns = dns;
    this.https = https;
    this.clock = clock;
    this.threads = threads;
    this.worker = new Worker("domains", clock, this::round);
  }

  public void start() {
    worker.start();
  }

  void wake() {
    worker.wake();
  }

  public WorkerReport report() {
    return worker.report();
  }

  @Override
  public void close() {
    worker.close();
    threads.shutdownNow();
  }

  /// Checks the domains that are due. Returns the time until the next one.
  public Duration round() {
    var due =
        platform
            .db()
            .<List<DomainVerification>>read(tx -> store.listDue(tx, clock.instant(), CHECKS_MAX));
    var checks =
        due.stream().map(row -> CompletableFuture.runAsync(() -> check(row), threads)).toList();
    checks.forEach(CompletableFuture::join);
    return due.size() == CHECKS_MAX ? REST_MIN : rest();
  }

  private Duration rest() {
    var next = platform.db().<Optional<Instant>>read(store::nextDue);
    var rest = next.map(at -> Duration.between(clock.instant(), at)).orElse(REST_MAX);
    if (rest.compareTo(REST_MIN) < 0) {
      return REST_MIN;
    }
    return rest.compareTo(REST_MAX) > 0 ? REST_MAX : rest;
  }

  private void check(DomainVerification row) {
    try {
      var relay =
          platform.db().<Optional<Relay>>read(tx -> platform.relays().find(tx, row.relay()));
      if (relay.isPresent()) {
        var seen = look(row, relay.orElseThrow());
        platform
            .db()
            .inTx(tx -> {
              apply(tx, row, seen);
              return null;
            });
      }
    } catch (RuntimeException failed) {
      LOG.error("the custom domain {} could not be checked", row.name(), failed);
      worker.complain("a custom domain could not be checked: " + failed);
      platform
          .db()
          .inTx(tx -> {
            store
                .find(tx, row.relay())
                .filter(row::equals)
                .ifPresent(known -> store.save(tx, known.postponed(tx.now().plus(RETRY_AFTER))));
            return null;
          });
    }
  }

  private Seen look(DomainVerification row, Relay relay) {
    var found = dns.ask(row, relay.publicHostName());
    if (!row.isVerified() || !relay.wantedOnline() || found instanceof DnsAnswer.Wrong) {
      return new Seen(found, new HttpsAnswer.NotAsked());
    }
    var key = platform.relays().progress().secret(relay.id()).publicKey();
    return new Seen(found, https.ask(row.name(), relay, key));
  }

  private void apply(Tx tx, DomainVerification before, Seen seen) {
    var relay = platform.relays().find(tx, before.relay());
    if (relay.isEmpty() || !store.find(tx, before.relay()).equals(Optional.of(before))) {
      return;
    }
    var outcome = DomainCheck.decide(before, seen, tx.now());
    switch (outcome.effect()) {
      case NONE -> save(tx, relay.orElseThrow(), before, outcome.next());
      case VERIFY -> {
        var byText = seen.dns() instanceof DnsAnswer.Right(var text) && text;
        verify(tx, relay.orElseThrow(), new Decided(before, outcome.next()), byText);
      }
      case RELEASE -> release(tx, relay.orElseThrow());
    }
  }

  private record Decided(DomainVerification before, DomainVerification verified) {}

  private void verify(Tx tx, Relay relay, Decided decided, boolean byText) {
    var refusal = platform.relays().verifyDomain(tx, relay, byText, ACTOR);
    if (refusal.isEmpty()) {
      store.save(tx, decided.verified());
    } else {
      var before = decided.before();
      save(tx, relay, before, DomainCheck.refuse(before, refusal.orElseThrow(), tx.now()));
    }
  }

  private void save(Tx tx, Relay relay, DomainVerification before, DomainVerification next) {
    store.save(tx, next);
    if (next.state() != before.state() || !next.detail().equals(before.detail())) {
      platform.relays().publish(tx, relay);
    }
  }

  private void release(Tx tx, Relay relay) {
    platform.relays().releaseDomain(tx, relay, ACTOR);
    store.delete(tx, relay.id());
    var subject = relay.id() + " " + tx.seconds();
    var notice = new Notice(relay.tenant(), Notice.Kind.DOMAIN_RELEASED, subject, text(relay));
    platform.notices().enqueue(tx, notice);
  }

  private String text(Relay relay) {
    return """
    The domain %s was removed from your relay, because its DNS records have been wrong for 7 days. \
    The relay still answers at %s.

    To use the domain again, correct its records and enter it anew: %s\
    """
        .formatted(
            relay.address().customDomain().name(),
            relay.url(),
            platform.appUrl() + "/relays/" + relay.id());
  }
}
