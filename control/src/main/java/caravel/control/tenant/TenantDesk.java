package caravel.control.tenant;

import caravel.control.activity.Activities;
import caravel.control.activity.ActivityStream;
import caravel.control.activity.Entry;
import caravel.control.audit.AuditEntry;
import caravel.control.audit.AuditLog;
import caravel.control.auth.Caller;
import caravel.control.db.Tx;
import caravel.control.http.ApiJson;
import caravel.control.http.ListQuery;
import caravel.control.http.Page;
import caravel.control.money.Currency;
import caravel.control.money.Money;
import caravel.control.plan.Plans;
import caravel.control.problem.Problem;
import caravel.control.tenant.signup.SignUp;
import caravel.nostr.PublicKey;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// All changes of tenants. Records each change's activity in the caller's transaction.
public final class TenantDesk {
  private final TenantStore store;
  private final TenantSummaryStore summaries;
  private final BillingDetailsStore billingDetails = new BillingDetailsStore();
  private final Activities activities;
  private final ActivityStream stream;
  private final Currency currency;
  private final AuditLog audit = new AuditLog();

  private final SignUp signUp;

  /// Admits every new tenant.
  ///
  /// @param plans see below
  public TenantDesk(Activities activities, ActivityStream stream, Plans plans) {
    this(activities, stream, plans, SignUp.OPEN);
  }

  /// @param plans the catalogue, for the currency of accounts and the monthly sums of lists
  public TenantDesk(Activities activities, ActivityStream stream, Plans plans, SignUp signUp) {
    this.signUp = signUp;
    this.activities = activities;
    this.stream = stream;
    this.currency = plans.currency();
    this.store = new TenantStore(currency);
    this.summaries = new TenantSummaryStore(plans);
  }

  /// Updates a tenant's relays when its suspension begins or ends.
  @FunctionalInterface
  public interface OfRelays {
    /// Called in the transaction of the change, after it.
    void suspensionChanged(Tx tx, Tenant tenant, String actor);
  }

  public Optional<Tenant> find(Tx tx, PublicKey pubkey) {
    return store.byKey(tx, pubkey);
  }

  /// Returns the tenant with this key, and creates it if it is absent and may sign up. An operator
  /// creates any tenant. Refuses a closed account.
  public Tenant ensure(Tx tx, PublicKey pubkey, String actor) {
    return ensure(
        tx,
        pubkey,
        actor,
        () -> {
          if (actor.equals(pubkey.hex())) {
            signUp.admit(tx, pubkey, "");
          }
        });
  }

  /// The same for a person who accepts a relay.
  public Tenant ensureRecipient(Tx tx, PublicKey pubkey) {
    return ensure(tx, pubkey, pubkey.hex(), () -> signUp.admitRecipient(pubkey));
  }

  private Tenant ensure(Tx tx, PublicKey pubkey, String actor, Runnable admission) {
    var known = store.byKey(tx, pubkey);
    known.ifPresent(TenantDesk::refuseClosed);
    return known.orElseGet(() -> {
      admission.run();
      return create(tx, pubkey, "", actor);
    });
  }

  /// Refuses to change or to use a closed account.
  public static void refuseClosed(Tenant tenant) {
    if (tenant.isClosed()) {
      throw new Problem.Conflict(
              "account-closed", "This account is closed. Open it again on the account page first.")
          .asException();
    }
  }

  /// Closes an account whose relays are deleted already. Removes the ways to pay, the billing
  /// details and the return address. Invoices and the suspension stay.
  public Tenant close(Tx tx, PublicKey pubkey, Caller caller) {
    var tenant = store.byKey(tx, pubkey).orElseThrow();
    var dues = tenant.account().dues();
    var account = new Account(dues, Account.WalletLink.NONE, Account.CardLink.NONE);
    var next = tenant.with(account).withReturnUrl("").withClosing(tx.now());
    store.updateAccount(tx, next);
    store.update(tx, next);
    billingDetails.delete(tx, pubkey);
    tell(tx, next, "close_tenant", caller.pubkey().hex(), Map.of());
    return next;
  }

  /// Saves a tenant's account from billing, and publishes it on the stream if it changed.
  public void keep(Tx tx, PublicKey pubkey, Account account) {
    keep(tx, store.byKey(tx, pubkey).orElseThrow(), account);
  }

  /// Saves the account of a tenant that was read in this transaction.
  public void keep(Tx tx, Tenant tenant, Account account) {
    if (tenant.account().equals(account)) {
      return;
    }
    var next = tenant.with(account);
    store.updateAccount(tx, next);
    stream.publish(tx, tenant.pubkey(), "tenant", () -> shown(next));
  }

  /// Saves the account as a change by an actor, with its activity.
  public void keep(Tx tx, PublicKey pubkey, Account account, String actor, String what) {
    var next = store.byKey(tx, pubkey).orElseThrow().with(account);
    store.updateAccount(tx, next);
    tell(tx, next, "update_tenant", actor, Map.of("changed", what));
  }

  /// Saves the account as a change by a caller of the API. If an operator acted, adds an entry to
  /// the audit log.
  public void keep(Tx tx, PublicKey pubkey, Account account, Caller caller, String what) {
    keep(tx, pubkey, account, caller.pubkey().hex(), what);
    var tenant = store.byKey(tx, pubkey).orElseThrow();
    audit.recordIfOperator(
        tx, caller, act(tenant, "update_tenant", Map.<String, Object>of("changed", what)));
  }

  /// Finds the tenant with this customer id of the card processor.
  public Optional<Tenant> ofCustomer(Tx tx, String customerId) {
    return store.byCustomer(tx, customerId);
  }

  /// The tenant's JSON object in the API.
  public Map<String, Object> shown(Tenant tenant) {
    return TenantJson.of(tenant);
  }

  public long total(Tx tx) {
    return store.total(tx);
  }

  /// Number of tenants by status. A status without tenants is absent.
  public Map<String, Long> byStatus(Tx tx) {
    return store.byStatus(tx);
  }

  BillingDetails billingDetails(Tx tx, PublicKey pubkey) {
    return billingDetails.find(tx, pubkey);
  }

  /// Saves a tenant's billing details. The activity does not repeat them, because they are
  /// personal.
  void saveBillingDetails(Tx tx, PublicKey pubkey, BillingDetails details, Caller caller) {
    var tenant = store.byKey(tx, pubkey).orElseThrow(() -> Problem.notFound().asException());
    refuseClosed(tenant);
    if (billingDetails.find(tx, pubkey).equals(details)) {
      return;
    }
    billingDetails.save(tx, pubkey, details);
    recordChange(tx, tenant, caller, "billing_details");
  }

  /// Records a change of something that is stored beside the tenant's row.
  ///
  /// @param what is named in the activity, without its value
  public void recordChange(Tx tx, PublicKey pubkey, Caller caller, String what) {
    recordChange(
        tx,
        store.byKey(tx, pubkey).orElseThrow(() -> Problem.notFound().asException()),
        caller,
        what);
  }

  private void recordChange(Tx tx, Tenant tenant, Caller caller, String what) {
    Map<String, Object> detail = Map.of("changed", what);
    tell(tx, tenant, "update_tenant", caller.pubkey().hex(), detail);
    audit.recordIfOperator(tx, caller, act(tenant, "update_tenant", detail));
  }

  /// Returns the tenant with this key, and creates it if it is absent. A closed account stays
  /// closed unless the caller wants it open again, because clients call this at every sign-in.
  ///
  /// @param returnUrl null = the request names no allowed address
  /// @param invitation code of an invitation to sign up; `""` = none
  /// @param reopen whether a closed account is opened again
  Tenant welcome(
      Tx tx, PublicKey pubkey, @Nullable String returnUrl, String invitation, boolean reopen) {
    var known = store.byKey(tx, pubkey);
    if (known.isEmpty()) {
      signUp.admit(tx, pubkey, invitation);
      return create(tx, pubkey, returnUrl == null ? "" : returnUrl, pubkey.hex());
    }
    var tenant = known.orElseThrow();
    if (tenant.isClosed()) {
      return reopen ? reopen(tx, tenant, returnUrl) : tenant;
    }
    if (returnUrl == null || returnUrl.equals(tenant.returnUrl())) {
      return tenant;
    }
    var next = tenant.withReturnUrl(returnUrl);
    store.update(tx, next);
    tell(tx, next, "update_tenant", pubkey.hex(), Map.of("return_url", returnUrl));
    return next;
  }

  private Tenant reopen(Tx tx, Tenant tenant, @Nullable String returnUrl) {
    var next = tenant.withClosing(null).withReturnUrl(returnUrl == null ? "" : returnUrl);
    store.update(tx, next);
    tell(tx, next, "reopen_tenant", tenant.pubkey().hex(), Map.of());
    return next;
  }

  /// Suspends a tenant and takes its relays offline, or changes the reason.
  public Tenant suspend(Tx tx, PublicKey pubkey, String reason, Caller admin, OfRelays relays) {
    var tenant = store.byKey(tx, pubkey).orElseThrow(() -> Problem.notFound().asException());
    var suspension = tenant.suspension();
    if (suspension != null && suspension.reason().equals(reason)) {
      return tenant;
    }
    var since = suspension == null ? tx.now() : suspension.at();
    var next = tenant.withSuspension(new Tenant.Suspension(since, reason));
    store.update(tx, next);
    tell(tx, next, "suspend_tenant", admin.pubkey().hex(), Map.of("reason", reason));
    audit.record(tx, admin.because(reason), act(next, "suspend_tenant", Map.of()));
    if (suspension == null) {
      relays.suspensionChanged(tx, next, admin.pubkey().hex());
    }
    return next;
  }

  /// Lifts the suspension of a tenant.
  public Tenant unsuspend(Tx tx, PublicKey pubkey, String reason, Caller admin, OfRelays relays) {
    var tenant = store.byKey(tx, pubkey).orElseThrow(() -> Problem.notFound().asException());
    if (!tenant.isSuspended()) {
      return tenant;
    }
    var next = tenant.withSuspension(null);
    store.update(tx, next);
    tell(tx, next, "unsuspend_tenant", admin.pubkey().hex(), Map.of("reason", reason));
    audit.record(tx, admin.because(reason), act(next, "unsuspend_tenant", Map.of()));
    relays.suspensionChanged(tx, next, admin.pubkey().hex());
    return next;
  }

  private Page<Tenant> list(Tx tx, ListQuery query) {
    if (!query.status().isEmpty() && !TenantStatus.knows(query.status())) {
      throw Problem.invalid("status", "No tenant has this status.").asException();
    }
    return store.page(tx, query);
  }

  /// One page of tenants as JSON objects, each with its relays and open money.
  Page<Map<String, Object>> listWithSummaries(Tx tx, ListQuery query) {
    var page = list(tx, query);
    var found = summaries.of(tx, page.rows());
    return page.map(tenant -> {
      var json = new LinkedHashMap<>(shown(tenant));
      json.put("summary", Objects.requireNonNull(found.get(tenant.pubkey().hex())).shown());
      return json;
    });
  }

  /// The present prices of a tenant's online relays for one month; zero for a key without relays.
  Money monthlyCosts(Tx tx, PublicKey pubkey) {
    return store
        .byKey(tx, pubkey)
        .map(tenant -> summaries.of(tx, List.of(tenant)).get(pubkey.hex()))
        .map(TenantSummary::monthly)
        .orElseGet(() -> new Money(0, currency));
  }

  private Tenant create(Tx tx, PublicKey pubkey, String returnUrl, String actor) {
    var tenant = new Tenant(pubkey, returnUrl, null, tx.now(), null, Account.empty(currency));
    store.insert(tx, tenant);
    tell(tx, tenant, "create_tenant", actor, Map.of());
    return tenant;
  }

  private static AuditEntry.Act act(Tenant tenant, String action, Map<String, Object> detail) {
    return new AuditEntry.Act(
        action, "tenant", tenant.pubkey().hex(), tenant.pubkey(), ApiJson.tree(detail));
  }

  private void tell(Tx tx, Tenant tenant, String type, String actor, Map<String, Object> detail) {
    activities.record(
        tx,
        new Entry(
            tenant.pubkey(),
            type,
            new Entry.Resource("tenant", tenant.pubkey().hex()),
            actor,
            ApiJson.tree(detail),
            ApiJson.tree(Map.of("status", tenant.status().word()))));
    stream.publish(tx, tenant.pubkey(), "tenant", shown(tenant));
  }
}
