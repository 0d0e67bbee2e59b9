package caravel.control.relay;

import caravel.control.audit.AuditEntry;
import caravel.control.audit.AuditLog;
import caravel.control.auth.Caller;
import caravel.control.db.Db;
import caravel.control.db.SecretBox;
import caravel.control.db.SecretPlace;
import caravel.control.db.Tx;
import caravel.control.http.ApiJson;
import caravel.control.plan.Plan;
import caravel.control.problem.Problem;
import caravel.control.relay.Relays.PayFirst;
import caravel.control.tenant.Tenant;
import caravel.control.tenant.TenantDesk;
import caravel.nostr.PublicKey;
import caravel.nostr.SecretKey;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The operations of people on relays. Each change is one transaction with the row and its
/// activity; notifications follow the commit. Refusals are thrown as [Problem]s.
final class RelayDesk {
  private static final String AWAIT_PAYMENT = "await_relay_payment";

  private final Db db;
  private final RelayTerms terms;
  private final TenantDesk tenants;
  private final RelayEvents news;
  private final SecretBox box;
  private final RelayStore store = new RelayStore();
  private final ProgressStore progress = new ProgressStore();
  private final LabelStore labels = new LabelStore();
  private final CustomDomainStore domains = new CustomDomainStore();
  private final AuditLog audit = new AuditLog();
  private final Reserving reserving;
  private final RelayDeletion deletion;

  /// Set by billing while the program is assembled.
  private volatile PayFirst payFirst = (_, _) -> false;

  RelayDesk(Db db, RelayTerms terms, TenantDesk tenants, RelayEvents news, SecretBox box) {
    this.db = db;
    this.terms = terms;
    this.tenants = tenants;
    this.news = news;
    this.box = box;
    reserving = new Reserving(terms.plans());
    deletion = new RelayDeletion(news);
  }

  void follow(PayFirst next) {
    payFirst = next;
  }

  Relay byId(RelayId id) {
    return find(id).orElseThrow(() -> Problem.notFound().asException());
  }

  Optional<Relay> find(RelayId id) {
    return db.read(tx -> store.byId(tx, id));
  }

  Optional<Relay> find(Tx tx, RelayId id) {
    return store.byId(tx, id);
  }

  /// Creates a relay, and its tenant if it is absent.
  Relay create(RelayForm form, PublicKey tenant, Caller caller) {
    var shape = RelayRules.create(form, terms, caller.admin());
    var secret = SecretKey.generate();
    return db.inTx(tx -> {
      var known = tenants.find(tx, tenant);
      refuseWhile(known.map(Tenant::isSuspended).orElse(false));
      refuseIf(Limits.refusal(store.ofTenant(tx, tenant), shape.plan(), terms));
      refuseIf(Limits.refusalForDeleted(store.countDeleted(tx, tenant)));
      var relay = reserving.start(made(tx, shape, tenant), payFirst.appliesTo(tx, tenant));
      refuseTaken(tx, relay);
      refuseIf(domains.refusal(tx, relay));
      tenants.ensure(tx, tenant, caller.pubkey().hex());
      labels.take(tx, relay.address());
      var place = SecretPlace.relayKey(relay.id().value());
      store.insert(tx, relay, box.seal(secret.revealHex(), place));
      news.happened(tx, relay, "create_relay", caller.pubkey().hex(), Map.of());
      audit.recordIfOperator(tx, caller, act(relay, "create_relay", Map.of()));
      news.wishesChanged(tx);
      return relay;
    });
  }

  Relay update(RelayId id, RelayForm form, Caller caller) {
    return db.inTx(tx -> {
      var before = undeleted(store.ofTeam(tx, id, caller, form.isForOwner()));
      var change = RelayRules.update(before, form, terms, caller.admin());
      if (change.changed().isEmpty()) {
        return before;
      }
      if (change.has("plan_id")) {
        checkMove(tx, before, change.relay().wishes().planId());
      }
      if (change.has("subdomain")) {
        refuseTaken(tx, change.relay());
        labels.take(tx, change.relay().address());
        labels.hold(tx, before);
      }
      refuseIf(domains.refusal(tx, change.relay()));
      var after = move(tx, before, change.relay());
      if (after.equals(before)) {
        return before; // It waits for this plan already.
      }
      store.update(tx, after, change.reachesZooid());
      var type = after.waitsAnew(before) ? AWAIT_PAYMENT : "update_relay";
      return told(tx, id, type, caller, detail(before, change));
    });
  }

  /// Previews [#update] and then [#reactivate], or [#deactivate] and then [#update]. Changes
  /// nothing.
  Relay moved(Tx tx, RelayId id, Relays.Move move, Caller caller) {
    var relay = store.ofOwner(tx, id, caller);
    return switch (move.turn()) {
      case AS_IT_IS -> onPlan(tx, undeleted(relay), move, caller);
      case ONLINE -> startOf(tx, returning(tx, relay, move, caller));
      case OFFLINE -> {
        var next = relay.status() == RelayStatus.INACTIVE ? relay : offline(relay);
        yield onPlan(tx, undeleted(next), move, caller);
      }
    };
  }

  Relay deactivate(RelayId id, Caller caller) {
    return db.inTx(tx -> {
      store.update(tx, offline(store.ofOwner(tx, id, caller)), true);
      return told(tx, id, "deactivate_relay", caller, Map.of());
    });
  }

  /// Brings a relay back online, also after a deletion. An active relay and a relay that waits for
  /// its payment stay unchanged.
  Relay reactivate(RelayId id, Caller caller) {
    return db.inTx(tx -> {
      var relay = store.ofOwner(tx, id, caller);
      var next = startOf(tx, relay);
      if (relay.status() == RelayStatus.ACTIVE || relay.awaitsPayment()) {
        return relay;
      }
      if (relay.isDeleted()) {
        labels.take(tx, relay.address());
      }
      store.update(tx, next, true);
      return told(
          tx, id, next.awaitsPayment() ? AWAIT_PAYMENT : "activate_relay", caller, Map.of());
    });
  }

  /// Sends a relay's newest desired state to its host now if the last attempt failed, instead of
  /// after the delay. Any other relay stays unchanged, and so do the delays of later attempts.
  Relay retry(RelayId id) {
    return db.inTx(tx -> {
      var relay = existing(tx, id);
      if (progress.endDelay(tx, id)) {
        news.wishesChanged(tx);
      }
      return relay;
    });
  }

  /// @param confirm must be the relay's label
  Relay delete(RelayId id, String confirm, Caller caller) {
    return db.inTx(tx -> {
      var relay = store.ofOwner(tx, id, caller);
      if (!confirm.equals(relay.address().subdomain())) {
        throw Problem.invalid("confirm", "To confirm, enter the relay’s subdomain.").asException();
      }
      if (relay.isDeleted()) {
        return relay;
      }
      var after = deletion.delete(tx, relay, caller);
      audit.recordIfOperator(tx, caller, act(after, "delete_relay", Map.of()));
      return after;
    });
  }

  Relay suspend(RelayId id, String reason, Caller admin) {
    return db.inTx(tx -> {
      var relay = existing(tx, id);
      if (reason.equals(relay.standing().suspension())) {
        return relay;
      }
      var next = relay.with(relay.standing().withSuspension(reason));
      store.update(tx, next, next.wantedOnline() != relay.wantedOnline());
      return told(tx, id, "suspend_relay", admin.because(reason), Map.of("reason", reason));
    });
  }

  Relay unsuspend(RelayId id, String reason, Caller admin) {
    return db.inTx(tx -> {
      var relay = existing(tx, id);
      if (relay.standing().suspension() == null) {
        return relay;
      }
      var next = relay.with(relay.standing().withSuspension(null));
      store.update(tx, next, next.wantedOnline() != relay.wantedOnline());
      return told(tx, id, "unsuspend_relay", admin.because(reason), Map.of("reason", reason));
    });
  }

  /// Updates a tenant's relays after its suspension began or ended, each with its own activity.
  void suspensionChanged(Tx tx, Tenant tenant, String actor) {
    var suspension = tenant.suspension();
    for (var relay : store.ofTenant(tx, tenant.pubkey())) {
      if (relay.standing().suspension() != null) {
        continue; // Suspended by itself as well: its status stays what it is.
      }
      if (relay.standing().base() == RelayStatus.ACTIVE) {
        store.nextGeneration(tx, relay.id());
      } else {
        store.recount(tx, relay.id());
      }
      var type = suspension == null ? "unsuspend_relay" : "suspend_relay";
      Map<String, Object> detail =
          suspension == null
              ? Map.of("with_tenant", true)
              : Map.of("reason", suspension.reason(), "with_tenant", true);
      news.happened(tx, existing(tx, relay.id()), type, actor, detail);
    }
    news.wishesChanged(tx);
  }

  /// Whether a tenant may take this label, by the rules for new relays.
  record Availability(@Nullable String reason, @Nullable String suggestion) {}

  /// @param tenant the tenant that wants the label; null = unknown, and reserved labels count as
  ///   taken
  Availability check(String label, @Nullable String zooidDomain, @Nullable PublicKey tenant) {
    var domain = RelayRules.domain(zooidDomain, terms);
    return db.read(tx -> {
      var fault =
          Subdomains.fault(label, terms.reserved())
              .or(() ->
                  labels.isFree(tx, tenant, domain, label)
                      ? Optional.empty()
                      : Optional.of(Subdomains.duplicate()));
      if (fault.isEmpty()) {
        return new Availability(null, null);
      }
      var suggestion =
          Subdomains.suggestion(
              label, terms.reserved(), other -> labels.isFree(tx, tenant, domain, other));
      return new Availability(fault.orElseThrow().code(), suggestion.orElse(null));
    });
  }

  private Relay made(Tx tx, RelayRules.Shape shape, PublicKey tenant) {
    var id = new RelayId(tx.newId());
    return new Relay(
        id,
        tenant,
        shape.address(id),
        shape.wishes(),
        new Relay.Standing(RelayStatus.ACTIVE, null, null, tx.now(), null, null),
        new Relay.Seen(1, 0, false, Provisioning.Step.SAVED, Relay.Trouble.NONE, null));
  }

  /// Restores a deleted relay unchanged, before it can be changed.
  private Relay returning(Tx tx, Relay relay, Relays.Move move, Caller caller) {
    return relay.isDeleted() && move.keepsPlanOf(relay)
        ? relay
        : onPlan(tx, undeleted(relay), move, caller);
  }

  private Relay onPlan(Tx tx, Relay before, Relays.Move move, Caller caller) {
    var form = RelayForm.ofPlan(move.planId(), move.interval());
    var change = RelayRules.update(before, form, terms, caller.admin());
    if (change.has("plan_id")) {
      checkMove(tx, before, move.planId());
    }
    return move(tx, before, change.relay());
  }

  private Relay move(Tx tx, Relay before, Relay after) {
    return reserving.move(before, after, payFirst.appliesTo(tx, before.tenant()));
  }

  private Relay startOf(Tx tx, Relay relay) {
    var next = online(tx, relay);
    return relay.status() == RelayStatus.ACTIVE || relay.awaitsPayment()
        ? relay
        : reserving.start(next, payFirst.appliesTo(tx, relay.tenant()));
  }

  private Relay online(Tx tx, Relay relay) {
    if (relay.standing().suspension() != null) {
      throw new Problem.Forbidden("relay-suspended", "This relay was suspended by the operator.")
          .asException();
    }
    refuseWhile(relay.standing().tenantSuspension() != null);
    tenants.find(tx, relay.tenant()).ifPresent(TenantDesk::refuseClosed);
    if (relay.isDeleted()) {
      checkReturn(tx, relay);
    }
    return relay.with(relay.standing().withDeletion(null));
  }

  private static Relay offline(Relay relay) {
    if (relay.status() != RelayStatus.ACTIVE && !relay.awaitsPayment()) {
      throw new Problem.Refused("relay-is-inactive", "This relay isn’t active.").asException();
    }
    return relay.with(relay.standing().withBase(RelayStatus.INACTIVE).withReservation(null));
  }

  private Relay told(Tx tx, RelayId id, String type, Caller caller, Map<String, Object> detail) {
    var after = existing(tx, id);
    news.happened(tx, after, type, caller.pubkey().hex(), detail);
    news.wishesChanged(tx);
    audit.recordIfOperator(tx, caller, act(after, type, detail));
    return after;
  }

  private static AuditEntry.Act act(Relay relay, String action, Map<String, Object> detail) {
    return new AuditEntry.Act(
        action, "relay", relay.id().value(), relay.tenant(), ApiJson.tree(detail));
  }

  private void checkMove(Tx tx, Relay relay, String planId) {
    var plan = terms.plans().byId(planId).orElseThrow();
    var now = terms.plans().byId(relay.wishes().planId()).map(Plan::price);
    var dearer = now.map(price -> plan.price().amount() > price.amount()).orElse(!plan.isFree());
    refuseWhile(dearer && relay.standing().tenantSuspension() != null);
    refuseIf(Limits.refusal(others(tx, relay), plan, terms));
  }

  private void checkReturn(Tx tx, Relay relay) {
    if (store.isBeingErased(tx, relay.id())) {
      throw new Problem.Conflict(
              "conflict", "This relay’s events are being erased, so it can’t be restored.")
          .asException();
    }
    var deletedAt = relay.standing().deletedAt();
    if (deletedAt == null || !tx.now().isBefore(LabelStore.heldUntil(deletedAt))) {
      throw Problem.notFound().asException();
    }
    refuseTaken(tx, relay);
    var plan = terms.plans().byId(relay.wishes().planId());
    plan.ifPresent(known -> refuseIf(Limits.refusal(others(tx, relay), known, terms)));
  }

  private List<Relay> others(Tx tx, Relay relay) {
    return store.ofTenant(tx, relay.tenant()).stream()
        .filter(other -> !other.id().equals(relay.id()))
        .toList();
  }

  private void refuseTaken(Tx tx, Relay relay) {
    var address = relay.address();
    if (!labels.isFree(tx, relay.tenant(), address.zooidDomain(), address.subdomain())) {
      throw Subdomains.duplicate().asException();
    }
  }

  private Relay existing(Tx tx, RelayId id) {
    return store.byId(tx, id).orElseThrow(() -> Problem.notFound().asException());
  }

  private static Relay undeleted(Relay relay) {
    if (relay.isDeleted()) {
      throw new Problem.Conflict(
              "conflict", "This relay was deleted. Restore it before you change it.")
          .asException();
    }
    return relay;
  }

  private static Map<String, Object> detail(Relay before, RelayRules.Change change) {
    var detail = new LinkedHashMap<String, Object>();
    detail.put("changed", change.changed());
    RelayDiff.putMoves(detail, before, change.relay());
    return detail;
  }

  private static void refuseWhile(boolean tenantSuspended) {
    if (tenantSuspended) {
      throw new Problem.Forbidden("tenant-suspended", "This account was suspended by the operator.")
          .asException();
    }
  }

  private static void refuseIf(Optional<Problem> problem) {
    if (problem.isPresent()) {
      throw problem.get().asException();
    }
  }
}
