package caravel.control.billing;

import caravel.control.activity.Activities;
import caravel.control.activity.ActivityStream;
import caravel.control.audit.AuditEntry;
import caravel.control.audit.AuditLog;
import caravel.control.auth.Caller;
import caravel.control.db.Db;
import caravel.control.db.SecretBox;
import caravel.control.db.Tx;
import caravel.control.http.ApiJson;
import caravel.control.http.Route;
import caravel.control.job.Worker;
import caravel.control.job.WorkerReport;
import caravel.control.notify.Notices;
import caravel.control.payment.CardCharges;
import caravel.control.payment.CardEvents;
import caravel.control.payment.CheckoutPages;
import caravel.control.payment.ConnectedWallets;
import caravel.control.payment.LightningCodes;
import caravel.control.payment.PaymentRails;
import caravel.control.payment.PaymentResolver;
import caravel.control.payment.PriceConverter;
import caravel.control.payment.SavedCards;
import caravel.control.payment.WalletPayments;
import caravel.control.relay.Relays;
import caravel.control.tenant.ReturnUrls;
import caravel.control.tenant.TenantDesk;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// The billing module: the ledger, collection, the routes, and their background workers.
public final class Billing implements AutoCloseable {
  /// Longest rest of a worker. Polling finds what no notification announced.
  private static final Duration REST_MAX = Duration.ofSeconds(30);

  /// Delay before a round returns to look-ups that are under way.
  private static final Duration LOOK_AGAIN = Duration.ofSeconds(1);

  /// Open disputes shown to operators.
  private static final int DISPUTES_MAX = 100;

  /// Rest after a failure. Failed work stays due, so a shorter rest would be a busy loop.
  private static final Duration REST_AFTER_FAULT = Duration.ofSeconds(10);

  private final Db db;
  private final Nouns nouns;
  private final BillingTerms terms;
  private final PaymentRails rails;
  private final Clocks clocks;
  private final MoneyHold hold;
  private final InvoicingWorker invoicingWorker;
  private final CollectionWorker collectionWorker;
  private final PaymentActions payments;
  private final RefundActions refundActions;
  private final AdjustmentActions adjustments;
  private final RefundWorker refunds;
  private final AccountClosing closing;
  private final Executor executor;
  private final Runnable collectSoon;
  private final CheckoutPages pages;
  private final SavedCards savedCards;
  private final CardEvents cardEvents;
  private final PaymentResolver resolver;
  private final Estimates estimates;
  private final BillingFigures figures;
  private final Worker heartbeat;
  private final Worker billing;
  private final Worker collecting;
  private final @Nullable ExecutorService ownExecutor;
  private final StateStore states = new StateStore();

  /// The infrastructure that billing uses.
  public record Foundation(Db db, Activities activities, ActivityStream stream, SecretBox box) {}

  /// The parts of the platform that billing reads and changes.
  public record Nouns(TenantDesk tenants, Relays relays, Notices notices) {}

  /// @param billing the clock of invoices and collection
  /// @param wall the clock of wallets, processors and people
  /// @param guard checks the time; null = no check, as in tests with a simulated clock
  public record Clocks(BillingClock billing, InstantSource wall, @Nullable TimeGuard guard) {
    public Clocks(BillingClock billing, InstantSource wall) {
      this(billing, wall, null);
    }
  }

  /// Creates billing with a virtual thread for each stage of collection and each look-up.
  public Billing(
      Foundation foundation, Nouns nouns, BillingTerms terms, PaymentRails rails, Clocks clocks) {
    this(
        foundation,
        nouns,
        terms,
        rails,
        clocks,
        Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("collect-", 0).factory()));
  }

  /// @param executor runs stages and look-ups. If it is no [ExecutorService], the caller runs the
  ///   rounds itself
  public Billing(
      Foundation foundation,
      Nouns nouns,
      BillingTerms terms,
      PaymentRails rails,
      Clocks clocks,
      Executor executor) {
    this.db = foundation.db();
    this.nouns = nouns;
    this.terms = terms;
    this.rails = rails;
    this.clocks = clocks;
    this.hold = clocks.guard() == null ? new MoneyHold(foundation.db()) : clocks.guard().hold();
    this.ownExecutor = executor instanceof ExecutorService service ? service : null;
    var wakeBiller = new AtomicReference<Runnable>(() -> {});
    var wakeCollector = new AtomicReference<Runnable>(() -> {});
    this.executor = executor;
    this.collectSoon = () -> wakeCollector.get().run();
    var prices = new PriceConverter(rails, terms.currency());
    this.estimates = new Estimates(rails.rates());
    this.figures = new BillingFigures(terms.currency(), estimates, clocks.billing());
    var billingLedger =
        new BillingLedger(
            terms,
            new BillingLedger.Nouns(
                nouns.tenants(), nouns.relays(), foundation.activities(), foundation.stream()),
            clocks.billing(),
            estimates);
    var invoices =
        new InvoiceCollections(
            billingLedger,
            new Announcements(terms, nouns.tenants(), nouns.relays(), nouns.notices()),
            prices,
            nouns.tenants(),
            clocks.billing(),
            hold);
    var wall = clocks.wall();
    var connected = new ConnectedWallets(db, nouns.tenants(), foundation.box());
    var codes = new LightningCodes(db, prices, invoices, connected, wall);
    this.pages = new CheckoutPages(db, prices, invoices, nouns.tenants(), wall);
    var charges = new CardCharges(db, prices, invoices, nouns.tenants(), pages, wall);
    this.resolver = new PaymentResolver(db, invoices, codes, pages, charges, wall);
    this.savedCards = new SavedCards(db, rails, invoices, nouns.tenants(), wall);
    this.cardEvents = new CardEvents(db, rails, invoices, savedCards, wall, collectSoon);
    this.invoicingWorker =
        new InvoicingWorker(db, invoices, clocks.billing(), () -> wakeBiller.get().run(), hold);
    foundation.activities().follow(invoicingWorker);
    nouns.relays().follow((tx, tenant) -> rails.any() && billingLedger.paysFirst(tx, tenant));
    nouns
        .relays()
        .follow(
            new TransferBilling(
                billingLedger,
                invoices,
                terms,
                new TransferBilling.MoneyState(rails, hold, estimates),
                clocks.billing()));
    this.payments =
        new PaymentActions(
            db,
            new PaymentActions.Desk(billingLedger, invoicingWorker, invoices, nouns.tenants()),
            new PaymentActions.Ways(rails, codes, resolver, foundation.box()),
            clocks.billing(),
            collectSoon);
    this.closing =
        new AccountClosing(
            db,
            nouns,
            billingLedger,
            new AccountClosing.Money(invoicingWorker, invoices, hold, clocks.billing()));
    this.refundActions =
        new RefundActions(db, rails, invoices, terms.currency(), wall, collectSoon);
    this.adjustments =
        new AdjustmentActions(
            db, invoices, resolver, nouns.tenants(), clocks.billing(), collectSoon);
    this.refunds = new RefundWorker(db, rails, invoices, terms.currency(), wall);
    var wallets = new WalletPayments(db, rails, invoices, connected, codes, pages, wall);
    this.collectionWorker =
        new CollectionWorker(
            db,
            invoices,
            new CollectionWorker.Payments(resolver, wallets, charges),
            clocks.billing(),
            executor,
            collectSoon,
            hold);
    this.heartbeat = new Worker("heartbeat", clocks.wall(), this::beat);
    this.billing = new Worker("biller", clocks.wall(), this::billingRound);
    this.collecting = new Worker("collector", clocks.wall(), this::collectingRound);
    wakeBiller.set(billing::wake);
    wakeCollector.set(collecting::wake);
    var wallet = rails.wallet();
    if (wallet != null) {
      wallet.onReceived(this::received);
    }
  }

  /// Records the present prices and ways to pay, and finds the tenants to bill. Called before
  /// everything else.
  ///
  /// @throws IllegalStateException when earlier prices were in another currency
  public void open() {
    var first =
        db.<Boolean>inTx(tx -> {
          var now = clocks.billing().instant();
          var known = states.currencies(tx);
          if (!known.isEmpty() && !known.equals(List.of(terms.currency().word()))) {
            throw new IllegalStateException(
                "PLAN_CURRENCY: prices were in " + known.getFirst() + " here until now");
          }
          states.pricesSeen(tx, terms.plans(), now);
          return rails.any() && states.railsSeen(tx, now);
        });
    invoicingWorker.catchUp(first);
  }

  public void start() {
    if (clocks.guard() != null) {
      heartbeat.start();
    }
    billing.start();
    collecting.start();
  }

  /// Bills the tenants that are due.
  ///
  /// @return the time until the next round
  public Duration billingRound() {
    checkTime();
    var now = clocks.billing().instant();
    var faults = invoicingWorker.round();
    collecting.wake();
    var rest = until(invoicingWorker.nextRenewal(now));
    if (faults.isEmpty()) {
      return rest;
    }
    billing.complain(faults.getFirst());
    return shorter(rest, REST_AFTER_FAULT);
  }

  /// Collects the invoices that are due.
  ///
  /// @return the time until the next round
  public Duration collectingRound() {
    checkTime();
    var now = clocks.billing().instant();
    refunds.round(executor, collectSoon);
    var result = collectionWorker.round(now);
    return switch (result) {
      case ALL -> shorter(untilDueAfter(now), untilNextLook());
      case MORE -> Duration.ZERO;
      case FAULT -> {
        collecting.complain("an invoice cannot be collected; the log says which");
        yield shorter(untilDueAfter(now), REST_AFTER_FAULT);
      }
    };
  }

  private void checkTime() {
    var guard = clocks.guard();
    if (guard != null) {
      guard.beforeRound();
    }
  }

  private Duration beat() {
    var guard = clocks.guard();
    return guard == null ? TimeGuard.BEAT_EVERY : guard.beat();
  }

  /// The hold on money as the API shows it; null = there is none.
  public @Nullable Map<String, Object> moneyHold() {
    return hold.shown();
  }

  /// Ends the hold on money.
  ///
  /// @return whether money was on hold
  boolean resume(Caller admin, String reason) {
    var guard = clocks.guard();
    var now = Instant.ofEpochSecond(clocks.wall().instant().getEpochSecond());
    var by = admin.pubkey().hex();
    Consumer<Tx> audited =
        tx ->
            new AuditLog()
                .record(
                    tx,
                    admin.because(reason),
                    new AuditEntry.Act(
                        "resume_billing", "platform", "", null, ApiJson.tree(Map.of())));
    var resumed =
        guard == null
            ? hold.resume(new HoldStore.Resumption(now, by, reason), audited)
            : guard.resume(by, reason, audited);
    billing.wake();
    collecting.wake();
    return resumed;
  }

  private Duration untilDueAfter(Instant now) {
    return until(db.<@Nullable Instant>read(tx -> new InvoiceCollectionStore().nextDue(tx, now)));
  }

  private Duration untilNextLook() {
    var next = resolver.nextDue(hold.isHeld());
    var now = clocks.wall().instant();
    if (next == null) {
      return REST_MAX;
    }
    return next.isAfter(now) ? Duration.between(now, next) : LOOK_AGAIN;
  }

  private static Duration shorter(Duration one, Duration other) {
    return one.compareTo(other) < 0 ? one : other;
  }

  private Duration until(@Nullable Instant next) {
    if (next == null) {
      return REST_MAX;
    }
    var rest = Duration.between(clocks.billing().instant(), next);
    if (rest.isNegative()) {
      return Duration.ZERO;
    }
    return shorter(rest, REST_MAX);
  }

  /// Handles a hint from the platform's wallet that a BOLT11 was paid. The hint is verified by a
  /// look-up.
  private void received(String paymentHash) {
    resolver.received(paymentHash);
    collecting.wake();
  }

  /// Moves the billing clock ahead, and runs the workers.
  public void advance(Duration by) {
    advance(by, _ -> {});
  }

  /// Also runs `alongside` in the same transaction.
  void advance(Duration by, Consumer<Tx> alongside) {
    clocks.billing().advance(by, alongside);
    billing.wake();
    collecting.wake();
  }

  /// The routes of billing and payments.
  ///
  /// @param demo whether the billing clock may be moved
  public List<Route> routes(ReturnUrls returnUrls, boolean demo) {
    var routes = new ArrayList<Route>();
    routes.addAll(
        new InvoiceRoutes(
                db,
                payments,
                terms,
                nouns.relays(),
                new InvoiceRoutes.Showing(clocks.billing(), estimates))
            .routes());
    var presenter = new PaymentPresenter(db, nouns.tenants(), clocks.billing());
    routes.addAll(
        new PaymentRoutes(payments, pages, savedCards, cardEvents, presenter, returnUrls).routes());
    routes.addAll(
        new AdjustmentRoutes(refundActions, adjustments, terms.currency(), presenter).routes());
    routes.addAll(new ClosingRoutes(closing).routes());
    routes.addAll(new HoldRoutes(this).routes());
    routes.addAll(new ClockRoutes(this, demo).routes());
    return routes;
  }

  /// The billing part of the operators' overview, by its keys.
  public Map<String, Object> figures(Tx tx) {
    var all = figures.read(tx);
    all.put("payment_faults", resolver.faults(tx));
    all.put("disputes", new DisputeStore(terms.currency()).open(tx, DISPUTES_MAX));
    return all;
  }

  /// The numbers of billing, for metrics.
  public BillingNumbers numbers(Tx tx) {
    return figures.numbers(tx);
  }

  /// The configured ways to pay, as the API names them.
  public List<String> paymentMethods() {
    return rails.words();
  }

  public Instant now() {
    return clocks.billing().instant();
  }

  /// How far the billing clock is ahead of the wall clock.
  public Duration clockAhead() {
    return clocks.billing().ahead();
  }

  public List<WorkerReport> reports() {
    return clocks.guard() == null
        ? List.of(billing.report(), collecting.report())
        : List.of(heartbeat.report(), billing.report(), collecting.report());
  }

  PaymentActions cashier() {
    return payments;
  }

  @Override
  public void close() {
    heartbeat.close();
    billing.close();
    collecting.close();
    if (ownExecutor != null) {
      ownExecutor.shutdownNow();
      ownExecutor.close();
    }
  }
}
