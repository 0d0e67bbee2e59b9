package caravel.control.billing;

import caravel.control.activity.Activities;
import caravel.control.activity.Activity;
import caravel.control.billing.AlertStore.Affected;
import caravel.control.billing.AlertStore.Filled;
import caravel.control.billing.AlertStore.Seen;
import caravel.control.billing.AlertStore.Thresholds;
import caravel.control.billing.NoticeTexts.PriceMove;
import caravel.control.billing.core.Periods;
import caravel.control.billing.core.Prices;
import caravel.control.db.Db;
import caravel.control.db.Tx;
import caravel.control.http.TeamRole;
import caravel.control.job.Worker;
import caravel.control.job.WorkerReport;
import caravel.control.money.BillingInterval;
import caravel.control.money.Money;
import caravel.control.notify.Notice;
import caravel.control.notify.Notice.Kind;
import caravel.control.notify.Notices;
import caravel.control.plan.Plan;
import caravel.control.plan.Plans;
import caravel.control.relay.HostFeatures;
import caravel.nostr.PublicKey;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/// Sends tenants notices that are not about invoices: suspensions by an admin, relays that fill up,
/// and price changes.
public final class Alerts implements Activities.Follower, AutoCloseable {
  /// Time between two checks of members and prices.
  static final Duration ROUND_EVERY = Duration.ofMinutes(1);

  /// Notices in one transaction.
  static final int BATCH_MAX = 500;

  /// Percent of a plan's members.
  private static final int NEARLY_FULL = 80;

  private static final int FULL = 100;

  /// How long a price change is announced: every renewal lies within a month plus the notice
  /// period.
  private static final Duration PRICE_IS_NEWS = Duration.ofDays(62);

  private final Parts parts;
  private final InstantSource billingClock;
  private final AlertStore store = new AlertStore();
  private final Worker worker;

  /// The collaborators.
  ///
  /// @param hosts the features of each relay domain's host
  public record Parts(
      Db db, Notices notices, Plans plans, Links links, Map<String, HostFeatures> hosts) {
    public Parts {
      hosts = Map.copyOf(hosts);
    }
  }

  /// Where notices send people.
  ///
  /// @param appUrl the web app's public base, without a trailing slash
  /// @param contact of the operator; `""` = none is given
  public record Links(String appUrl, String contact) {}

  /// @param wall for the worker's report
  public Alerts(Parts parts, InstantSource wall, InstantSource billingClock) {
    this.parts = parts;
    this.billingClock = billingClock;
    this.worker = new Worker("alerts", wall, this::round);
  }

  public void start() {
    worker.start();
  }

  public List<WorkerReport> reports() {
    return List.of(worker.report());
  }

  @Override
  public void close() {
    worker.close();
  }

  /// Checks members and prices. Returns the time until the next check.
  public Duration round() {
    for (var plan : parts.plans().all()) {
      while (notifyFullRelays(plan) == BATCH_MAX) {
        // There may be more.
      }
    }
    var since = billingClock.instant().minus(PRICE_IS_NEWS);
    for (var price : parts.db().read(tx -> store.changed(tx, since))) {
      while (announce(price) == BATCH_MAX) {
        // There may be more.
      }
    }
    return ROUND_EVERY;
  }

  @Override
  public void recorded(Tx tx, Activity activity) {
    var reason = activity.entry().detail().path("reason").asString("");
    var texts = new NoticeTexts(tx.now());
    switch (activity.entry().type()) {
      case "suspend_tenant" ->
          tell(
              tx,
              activity,
              Kind.TENANT_SUSPENDED,
              texts.tenantSuspended(reason, account(), parts.links().contact()));
      case "unsuspend_tenant" ->
          tell(tx, activity, Kind.TENANT_RESTORED, texts.tenantRestored(reason, account()));
      case "suspend_relay", "unsuspend_relay" -> notifyRelayStatus(tx, activity, texts, reason);
      case "erase_relay" -> notifyErased(tx, activity, texts);
      case "set_team_role" -> notifyRole(tx, activity, texts);
      case "remove_team_member" -> notifyRemoved(tx, activity, texts);
      case "offer_transfer" -> notifyOffer(tx, activity, texts);
      case "accept_transfer" -> notifyTransferred(tx, activity, texts);
      default -> {}
    }
  }

  /// A relay suspended or restored together with its tenant has no notice of its own.
  private void notifyRelayStatus(Tx tx, Activity activity, NoticeTexts texts, String reason) {
    var entry = activity.entry();
    if (entry.detail().path("with_tenant").asBoolean(false)) {
      return;
    }
    store
        .relay(tx, entry.resource().id())
        .ifPresent(relay -> {
          var link = page(relay.id());
          if (entry.type().equals("suspend_relay")) {
            var text = texts.relaySuspended(relay.name(), reason, link, parts.links().contact());
            tell(tx, activity, Kind.RELAY_SUSPENDED, text);
          } else {
            var text = texts.relayRestored(relay.name(), reason, link);
            tell(tx, activity, Kind.RELAY_RESTORED, text);
          }
        });
  }

  private void notifyErased(Tx tx, Activity activity, NoticeTexts texts) {
    var isKept = activity.entry().detail().path("events_kept").asBoolean(false);
    store
        .relay(tx, activity.entry().resource().id())
        .ifPresent(relay -> {
          var text = texts.relayErased(relay.name(), isKept, account());
          tell(tx, activity, Kind.RELAY_ERASED, text);
        });
  }

  /// A person gets this notice once for each relay and role, however often the owner repeats it.
  private void notifyRole(Tx tx, Activity activity, NoticeTexts texts) {
    var detail = activity.entry().detail();
    var role = detail.path("role").asString("");
    store
        .relay(tx, activity.entry().resource().id())
        .ifPresent(relay -> {
          var text =
              role.equals(TeamRole.CO_OWNER.word())
                  ? texts.coOwner(relay.name(), page(relay.id()))
                  : texts.moderator(relay.name(), page(relay.id()));
          tell(tx, person(detail), Kind.TEAM_ROLE, relay.id() + ":" + role, text);
        });
  }

  /// A person gets this notice once for each relay.
  private void notifyOffer(Tx tx, Activity activity, NoticeTexts texts) {
    store
        .relay(tx, activity.entry().resource().id())
        .ifPresent(relay -> {
          var text = texts.transferOffered(relay.name(), relays());
          tell(tx, person(activity.entry().detail()), Kind.TRANSFER_OFFERED, relay.id(), text);
        });
  }

  private void notifyRemoved(Tx tx, Activity activity, NoticeTexts texts) {
    store
        .relay(tx, activity.entry().resource().id())
        .ifPresent(relay -> {
          var text = texts.removedFromTeam(relay.name(), relays());
          tell(tx, person(activity.entry().detail()), Kind.TEAM_REMOVED, activity.id(), text);
        });
  }

  /// The new owner accepted by themself, so only the former owner gets a notice.
  private void notifyTransferred(Tx tx, Activity activity, NoticeTexts texts) {
    var from = activity.entry().detail().path("from").asString("");
    if (from.equals(activity.tenant().hex())) {
      store
          .relay(tx, activity.entry().resource().id())
          .ifPresent(relay -> {
            var text = texts.transferred(relay.name(), account());
            tell(tx, activity, Kind.RELAY_TRANSFERRED, text);
          });
    }
  }

  private String relays() {
    return parts.links().appUrl() + "/relays";
  }

  private static PublicKey person(JsonNode detail) {
    return new PublicKey(detail.path("pubkey").asString());
  }

  private boolean limitsMembers(String domain) {
    var features = parts.hosts().get(domain);
    return features != null && features.memberLimit();
  }

  private void tell(Tx tx, Activity activity, Kind kind, String text) {
    tell(tx, activity.tenant(), kind, activity.id(), text);
  }

  private void tell(Tx tx, PublicKey tenant, Kind kind, String subject, String text) {
    parts.notices().enqueue(tx, new Notice(tenant, kind, subject, text));
  }

  private int notifyFullRelays(Plan plan) {
    var most = plan.offer().members();
    var at =
        most == null
            ? new Thresholds(Long.MAX_VALUE, Long.MAX_VALUE)
            : new Thresholds(((long) most * NEARLY_FULL + FULL - 1) / FULL, most);
    if (parts.db().read(tx -> store.filled(tx, plan.id(), at, 1)).isEmpty()) {
      return 0; // Avoids a write transaction when nothing changed.
    }
    return parts
        .db()
        .inTx(tx -> {
          var filled = store.filled(tx, plan.id(), at, BATCH_MAX);
          filled.forEach(relay -> updateEpisode(tx, relay, at));
          return filled.size();
        });
  }

  /// Sends a notice only when the member count rises past a threshold. Falling below it re-arms the
  /// notice.
  private void updateEpisode(Tx tx, Filled filled, Thresholds at) {
    var percent =
        filled.members() >= at.full() ? FULL : filled.members() >= at.nearly() ? NEARLY_FULL : 0;
    var isNews = percent > filled.told();
    var episode = isNews ? filled.episode() + 1 : filled.episode();
    store.told(tx, filled.relay().id(), percent, episode);
    if (isNews) {
      var relay = filled.relay();
      var texts = new NoticeTexts(tx.now());
      var link = page(relay.id());
      var subject = relay.id() + ":" + episode;
      var full =
          new NoticeTexts.Fullness(filled.members(), at.full(), limitsMembers(relay.domain()));
      if (percent == FULL) {
        var text = texts.membersFull(relay.name(), full, link);
        tell(tx, relay.tenant(), Kind.MEMBERS_FULL, subject, text);
      } else {
        var text = texts.membersNearlyFull(relay.name(), full, link);
        tell(tx, relay.tenant(), Kind.MEMBERS_NEARLY_FULL, subject, text);
      }
    }
  }

  private int announce(Seen price) {
    var now = billingClock.instant();
    var isYearly = price.interval() == BillingInterval.YEAR;
    var subject = price.planId() + (isYearly ? ":year:" : ":") + price.at().getEpochSecond();
    if (parts.db().read(tx -> store.affected(tx, price, subject, now, 1)).isEmpty()) {
      return 0;
    }
    return parts
        .db()
        .inTx(tx -> {
          var affected = store.affected(tx, price, subject, now, BATCH_MAX);
          affected.forEach(one -> announce(tx, price, subject, one));
          return affected.size();
        });
  }

  private void announce(Tx tx, Seen price, String subject, Affected one) {
    var plan = parts.plans().byId(price.planId());
    var currency = parts.plans().currency();
    var move =
        new PriceMove(
            plan.map(Plan::name).orElse(price.planId()),
            new Money(one.pays(), currency),
            new Money(price.amount(), currency),
            price.interval(),
            appliesFrom(one, price));
    var text = new NoticeTexts(billingClock.instant()).newPrice(move, account());
    tell(tx, one.tenant(), Kind.NEW_PRICE, subject, text);
  }

  /// The first renewal at the new price. A higher price applies only after its notice period.
  static Instant appliesFrom(Affected one, Seen price) {
    var earliest = price.amount() > one.pays() ? price.at().plus(Prices.NOTICE) : price.at();
    if (!one.renewsAt().isBefore(earliest)) {
      return one.renewsAt();
    }
    var periods = new Periods(one.anchor());
    return periods.start(periods.indexAt(one.renewsAt()) + price.interval().months());
  }

  private String account() {
    return parts.links().appUrl() + "/account";
  }

  private String page(String relayId) {
    return parts.links().appUrl() + "/relays/" + relayId;
  }
}
