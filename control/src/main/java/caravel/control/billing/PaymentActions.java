package caravel.control.billing;

import caravel.control.audit.AuditEntry;
import caravel.control.audit.AuditLog;
import caravel.control.auth.Caller;
import caravel.control.billing.core.Collection.Fact;
import caravel.control.billing.core.Draft;
import caravel.control.billing.core.Quote;
import caravel.control.billing.core.Terms;
import caravel.control.db.Db;
import caravel.control.db.SecretBox;
import caravel.control.db.SecretPlace;
import caravel.control.http.ApiJson;
import caravel.control.money.BillingPeriod;
import caravel.control.money.InvoiceId;
import caravel.control.money.PaymentRail;
import caravel.control.payment.CheckoutPages;
import caravel.control.payment.LightningCodes;
import caravel.control.payment.PayerWallets;
import caravel.control.payment.PayerWallets.Connected;
import caravel.control.payment.PaymentAttempt;
import caravel.control.payment.PaymentRails;
import caravel.control.payment.PaymentResolver;
import caravel.control.payment.Throttle;
import caravel.control.plan.Plan;
import caravel.control.problem.Problem;
import caravel.control.problem.ProblemException;
import caravel.control.relay.Relay;
import caravel.control.tenant.Account;
import caravel.control.tenant.TenantDesk;
import caravel.nostr.MalformedException;
import caravel.nostr.PublicKey;
import caravel.nostr.nwc.WalletConnection;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;

/// The actions of users and operators on invoices and payments, except for cards. A refusal is
/// thrown as a [Problem].
final class PaymentActions {
  private static final String CONNECTING_BUSY =
      "Too many wallets are being connected right now, or another one of yours is. Try again in a"
          + " minute.";

  private final Db db;
  private final Desk desk;
  private final Ways ways;
  private final InstantSource clock;
  private final Runnable wake;
  private final InvoiceCollectionStore collections = new InvoiceCollectionStore();
  private final InvoiceListStore invoices = new InvoiceListStore();
  private final AuditLog audit = new AuditLog();
  private final Throttle throttle = new Throttle(Throttle.ASKING);

  /// The parts of billing that actions change.
  record Desk(
      BillingLedger billingLedger,
      InvoicingWorker invoicingWorker,
      InvoiceCollections collections,
      TenantDesk tenants) {}

  /// The ways to pay.
  record Ways(PaymentRails rails, LightningCodes codes, PaymentResolver resolver, SecretBox box) {}

  /// @param clock the billing clock
  /// @param wake called when there is something to collect
  PaymentActions(Db db, Desk desk, Ways ways, InstantSource clock, Runnable wake) {
    this.db = db;
    this.desk = desk;
    this.ways = ways;
    this.clock = clock;
    this.wake = wake;
  }

  Optional<InvoiceRow> find(InvoiceId id) {
    return db.read(tx -> invoices.byId(tx, id));
  }

  /// The tenant's items that are on no invoice.
  Draft draft(PublicKey tenant) {
    desk.invoicingWorker().upToDate(tenant);
    return db.read(tx -> desk.billingLedger().draft(tx, tenant));
  }

  /// The cost of a change of a relay.
  ///
  /// @param relay as it would be after the change
  Upcoming quote(Relay relay) {
    var billingLedger = desk.billingLedger();
    return db.read(tx ->
        billingLedger.quote(tx, relay.tenant(), relay.id().value(), billingLedger.termsOf(relay)));
  }

  /// The cost of a new relay of this tenant.
  ///
  /// @param period of the plan, as it is charged now
  Upcoming quoteNew(PublicKey tenant, Plan plan, BillingPeriod period) {
    desk.invoicingWorker().upToDate(tenant);
    var billingLedger = desk.billingLedger();
    return db.read(tx -> {
      var first = !plan.isFree() && ways.rails().any() && billingLedger.paysFirst(tx, tenant);
      var price = period.price(plan.price());
      var reservation = first ? new Terms.Reservation(plan.id(), price, period) : null;
      var terms = new Terms(plan.id(), price, period, !first, false, reservation);
      return billingLedger.quote(tx, tenant, Quote.ACTIVITY, terms);
    });
  }

  /// The charges of the next period start.
  Optional<Upcoming> upcoming(PublicKey tenant) {
    desk.invoicingWorker().upToDate(tenant);
    return db.read(tx -> desk.billingLedger().upcoming(tx, tenant));
  }

  /// Returns the BOLT11 of an invoice, or creates one.
  PaymentAttempt bolt11(InvoiceId id) {
    if (ways.rails().wallet() == null) {
      throw CheckoutPages.disabled();
    }
    return switch (ways.codes().get(id)) {
      case LightningCodes.Answer.Given(var code) -> code;
      case LightningCodes.Answer.Closed _ -> throw closed(id).asException();
      case LightningCodes.Answer.Busy _ -> throw CheckoutPages.busy();
      case LightningCodes.Answer.Ending _ ->
          throw unavailable(
              "The last payment code is just expiring. We’ll create a new one as soon as it has.");
      case LightningCodes.Answer.Unpriced _ ->
          throw unavailable(
              "We can’t get the bitcoin price right now, so we can’t create a Lightning invoice. Try"
                  + " again in a few minutes.");
      case LightningCodes.Answer.Unavailable _ ->
          throw unavailable(
              "Our wallet isn’t responding right now. Try again in a minute; nothing is lost.");
    };
  }

  private static ProblemException unavailable(String sentence) {
    return new Problem.Unavailable("wallet-unavailable", sentence).asException();
  }

  /// Looks up now whether an invoice was paid, even a closed one (M6).
  void reconcile(InvoiceId id) {
    var now = clock.instant();
    if (!throttle.isTooSoon(id, now)) {
      throttle.asked(id, now);
      ways.resolver().lookUp(id);
    }
  }

  /// Bills and collects a tenant now.
  void reconcile(PublicKey tenant) {
    desk.invoicingWorker().bill(tenant);
    db.inTx(tx -> {
      var now = clock.instant();
      for (var dun : collections.open(tx, tenant, now)) {
        desk.collections().take(tx, dun.id(), new Fact.TenantReconciled(now));
      }
      return true;
    });
    wake.run();
  }

  /// Bills a tenant's unbilled activity now.
  void upToDate(PublicKey tenant) {
    desk.invoicingWorker().upToDate(tenant);
  }

  /// Voids an open invoice for an admin. It is no longer collected, and no relay is paused for it.
  void voided(InvoiceId id, String reason, Caller admin) {
    db.inTx(tx -> {
      var dun = desk.collections().load(tx, id).orElseThrow(() -> Problem.notFound().asException());
      if (!dun.isOpen()) {
        throw new Problem.Conflict("conflict", "Only an open invoice can be voided.").asException();
      }
      if (dun.collection().isPaying() && !ways.resolver().waitsForLostCode(tx, id)) {
        throw CheckoutPages.busy();
      }
      invoices.note(tx, id, reason);
      desk.collections().writeOff(tx, dun, admin.pubkey().hex());
      audit.record(
          tx,
          admin.because(reason),
          new AuditEntry.Act(
              "void_invoice",
              "invoice",
              id.value(),
              dun.tenant(),
              ApiJson.tree(Map.of("total", dun.total().shown()))));
      return true;
    });
  }

  /// Connects a tenant's wallet and collects from it at once. `""` disconnects.
  void wallet(PublicKey tenant, String url, Caller caller) {
    if (url.isBlank()) {
      keep(tenant, Account.WalletLink.NONE, caller, "disconnected");
      return;
    }
    if (ways.rails().wallet() == null) {
      throw CheckoutPages.disabled();
    }
    var connection = connection(url.strip());
    switch (ways.rails().payers().connect(new PayerWallets.Payer(tenant, connection))) {
      case Connected.Usable(var budget) ->
          keep(
              tenant,
              new Account.WalletLink(
                  ways.box().seal(connection.reveal(), SecretPlace.tenantWallet(tenant)),
                  connection.wallet().hex(),
                  budget,
                  ""),
              caller,
              "connected");
      case Connected.Refused(var sentence) ->
          throw new Problem.Invalid("invalid-nwc-url", "nwc_url", sentence).asException();
      case Connected.Busy _ ->
          throw new Problem.Unavailable("wallet-unavailable", CONNECTING_BUSY).asException();
      case Connected.Unreachable(var sentence) ->
          throw new Problem.Unavailable("wallet-unavailable", sentence).asException();
    }
    reconcile(tenant);
  }

  /// Whether the connection is new. Only a new one is charged at once (M10).
  private boolean isNew(PublicKey tenant, Account.WalletLink known, Account.WalletLink wallet) {
    return !known.isSet() || !url(tenant, known).equals(url(tenant, wallet));
  }

  /// @return `""` = the key that sealed it is not configured any more
  private String url(PublicKey tenant, Account.WalletLink link) {
    try {
      return ways.box().open(link.sealedUrl(), SecretPlace.tenantWallet(tenant));
    } catch (IllegalStateException lost) {
      return "";
    }
  }

  private void keep(PublicKey tenant, Account.WalletLink wallet, Caller caller, String how) {
    db.inTx(tx -> {
      var known =
          desk.tenants().find(tx, tenant).orElseThrow(() -> Problem.notFound().asException());
      TenantDesk.refuseClosed(known);
      var isNew = wallet.isSet() && isNew(tenant, known.account().wallet(), wallet);
      desk.tenants().keep(tx, tenant, known.account().with(wallet), caller, "wallet_" + how);
      if (isNew) {
        desk.collections().connected(tx, tenant, PaymentRail.LIGHTNING);
      }
      return true;
    });
  }

  private static WalletConnection connection(String url) {
    try {
      return WalletConnection.parse(url);
    } catch (MalformedException wrong) {
      throw new Problem.Invalid(
              "invalid-nwc-url",
              "nwc_url",
              "That’s not a wallet connection link. It starts with nostr+walletconnect://, and your"
                  + " wallet shows it where you connect apps.")
          .asException();
    }
  }

  Problem closed(InvoiceId id) {
    var paid = find(id).map(InvoiceRow::life).filter(life -> life.paid() != null).isPresent();
    return new Problem.Conflict(
        "conflict",
        paid
            ? "This invoice is already paid. There’s nothing left to pay."
            : "This invoice is void. There’s nothing to pay.");
  }
}
