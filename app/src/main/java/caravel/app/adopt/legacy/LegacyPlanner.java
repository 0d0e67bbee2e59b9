package caravel.app.adopt.legacy;

import caravel.app.adopt.legacy.LegacyRows.LegacyInvoice;
import caravel.app.adopt.legacy.LegacyRows.LegacyItem;
import caravel.app.adopt.legacy.LegacyRows.LegacyRelay;
import caravel.app.adopt.legacy.LegacyRows.LegacyTenant;
import caravel.app.adopt.legacy.TenantPlan.RelayPlan;
import caravel.app.adopt.legacy.TenantPlan.WaysToPay;
import caravel.control.billing.ImportedInvoice;
import caravel.control.db.SecretBox;
import caravel.control.hosting.RelaySpec;
import caravel.control.plan.Plan;
import caravel.control.relay.PaidElsewhere;
import caravel.control.relay.Relay;
import caravel.control.relay.RelayAdoption.Adoptable;
import caravel.control.relay.RelayId;
import caravel.control.relay.RelaySettings;
import caravel.control.relay.RelayStatus;
import caravel.nostr.MalformedException;
import caravel.nostr.PublicKey;
import caravel.nostr.SecretKey;
import caravel.nostr.nwc.WalletConnection;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Decides what is adopted of each tenant of the older Caravel.
final class LegacyPlanner {
  /// No period of the older Caravel ends later than this after now.
  private static final Duration AHEAD_MAX = Duration.ofDays(400);

  private static final Instant EARLIEST = Instant.parse("2020-01-01T00:00:00Z");
  private static final Set<String> METHODS = Set.of("nwc", "stripe", "oob");
  private static final String WALLET_SCHEME = "nostr+walletconnect:";

  private final LegacyTerms terms;
  private final Instant now;
  private final @Nullable SecretBox oldBox;
  private final Map<String, List<LegacyRelay>> relays;
  private final Map<String, List<LegacyInvoice>> invoices;
  private final Map<String, List<LegacyItem>> itemsOfInvoice;
  private final Map<String, List<LegacyItem>> unbilledOfRelay;
  private final LegacyRows rows;

  /// @param now in whole seconds
  LegacyPlanner(LegacyTerms terms, LegacyRows rows, Instant now) {
    this.terms = terms;
    this.now = now;
    this.rows = rows;
    this.oldBox = terms.oldKeys().isEmpty() ? null : new SecretBox(terms.oldKeys());
    this.relays = rows.relays().stream().collect(Collectors.groupingBy(LegacyRelay::tenant));
    this.invoices = rows.invoices().stream().collect(Collectors.groupingBy(LegacyInvoice::tenant));
    var items = rows.items().stream().filter(item -> !item.isVoid()).toList();
    this.itemsOfInvoice =
        items.stream()
            .filter(item -> !item.invoice().isEmpty())
            .collect(Collectors.groupingBy(LegacyItem::invoice));
    this.unbilledOfRelay =
        items.stream()
            .filter(item -> item.invoice().isEmpty())
            .collect(Collectors.groupingBy(LegacyItem::relay));
  }

  /// Whether there are wallets and none of them can be decrypted: then the secrets are wrong.
  boolean isWithoutKey() {
    var sealed =
        rows.tenants().stream()
            .map(LegacyTenant::sealedWallet)
            .filter(wallet -> !wallet.isEmpty())
            .toList();
    return terms.wallets()
        && !sealed.isEmpty()
        && sealed.stream().allMatch(wallet -> opened(wallet).isEmpty());
  }

  /// One plan for each tenant, in the order of the table.
  List<TenantPlan> plans() {
    var known = rows.tenants().stream().collect(Collectors.toMap(LegacyTenant::pubkey, t -> t));
    var keys = new LinkedHashSet<String>();
    rows.tenants().forEach(tenant -> keys.add(tenant.pubkey()));
    keys.addAll(relays.keySet());
    keys.addAll(invoices.keySet());
    var plans = new ArrayList<TenantPlan>();
    for (var key : keys) {
      plans.add(plan(known.getOrDefault(key, new LegacyTenant(key, "", null, "", ""))));
    }
    return plans;
  }

  private TenantPlan plan(LegacyTenant tenant) {
    var reports = new ArrayList<String>();
    var faults = new ArrayList<String>();
    var key = publicKey(tenant.pubkey());
    var anchor = instant(tenant.anchor(), "its billing anchor", faults);
    var adopted = new ArrayList<RelayPlan>();
    for (var relay : relays.getOrDefault(tenant.pubkey(), List.of())) {
      plan(relay, key, anchor, new Findings(reports, faults)).ifPresent(adopted::add);
    }
    return new TenantPlan(
        key,
        ways(tenant, reports, faults),
        adopted,
        invoices(tenant, key, reports, faults),
        reports,
        faults);
  }

  /// @throws LegacyException for anything but a public key, because no account could have it
  private static PublicKey publicKey(String hex) {
    try {
      return new PublicKey(hex.toLowerCase(Locale.ROOT));
    } catch (IllegalArgumentException wrong) {
      throw new LegacyException("A tenant has no valid public key.");
    }
  }

  /// Messages for the operator.
  private record Findings(List<String> reports, List<String> faults) {
    void report(String name, String sentence) {
      reports.add(name + ": " + sentence);
    }

    void fault(String name, String sentence) {
      faults.add(name + ": " + sentence);
    }
  }

  private Optional<RelayPlan> plan(
      LegacyRelay old, PublicKey tenant, @Nullable Instant anchor, Findings findings) {
    var name = old.get("subdomain").isEmpty() ? "a relay" : shown(old.get("subdomain"));
    var planId = terms.planFor(old.get("plan"));
    if (planId.isEmpty()) {
      findings.fault(
          name,
          "There is no plan %s here. Choose one with --plan %s=ID."
              .formatted(shown(old.get("plan")), shown(old.get("plan"))));
      return Optional.empty();
    }
    var identity = identity(old, name, findings);
    var createdAt = instant(old.createdAt(), name + ": its creation", findings.faults());
    if (identity.isEmpty()) {
      return Optional.empty();
    }
    var plan = terms.plans().byId(planId.orElseThrow()).orElseThrow();
    var status = status(old.get("status"), name, findings);
    var relay =
        new Adoptable(
            new RelayId(old.id()),
            tenant,
            new Relay.Address(
                old.get("subdomain"),
                domain(old),
                identity.orElseThrow().schema(),
                customDomain(old, name, findings)),
            new Relay.Wishes(
                plan.id(),
                new Relay.Profile(old.get("name"), old.get("icon"), old.get("description")),
                RelaySettings.ofFlags(old.flags())),
            status,
            createdAt == null ? now : createdAt);
    var paid = status == RelayStatus.ACTIVE ? paid(old, plan, anchor, name, findings) : null;
    return Optional.of(new RelayPlan(relay, identity.orElseThrow().secret(), paid));
  }

  private String domain(LegacyRelay old) {
    var domain = old.get("zooid_domain");
    return domain.isEmpty() ? terms.relayDomain() : domain;
  }

  /// The relay's id, schema and key, as a host accepts them.
  private Optional<RelaySpec.Identity> identity(LegacyRelay old, String name, Findings findings) {
    try {
      // The id must be valid before it becomes a part of a path.
      new RelaySpec.Identity(old.id(), "host", "schema", SecretKey.generate());
      var folder = terms.zooidConfig();
      var file =
          folder == null
              ? Map.<String, String>of()
              : ZooidKeys.read(folder, old.id()).orElse(Map.of());
      var schema =
          old.get("schema").isEmpty() ? file.getOrDefault("schema", "") : old.get("schema");
      var secret =
          old.get("secret").isEmpty() ? file.getOrDefault("secret", "") : old.get("secret");
      if (schema.isEmpty() || secret.isEmpty()) {
        findings.fault(
            name,
            "Its %s is unknown. Name the zooid's configuration folder with --config."
                .formatted(secret.isEmpty() ? "secret key" : "schema"));
        return Optional.empty();
      }
      return Optional.of(
          new RelaySpec.Identity(old.id(), domain(old), schema, SecretKey.parse(secret)));
    } catch (IllegalArgumentException | MalformedException wrong) {
      findings.fault(name, "Its id, schema or secret key is not valid here.");
      return Optional.empty();
    }
  }

  private static RelayStatus status(String old, String name, Findings findings) {
    return switch (old) {
      case "active" -> RelayStatus.ACTIVE;
      case "inactive" -> RelayStatus.INACTIVE;
      case "delinquent" -> RelayStatus.DELINQUENT;
      default -> {
        findings.report(name, "Its status is " + shown(old) + ", so it is adopted as inactive.");
        yield RelayStatus.INACTIVE;
      }
    };
  }

  private Relay.CustomDomain customDomain(LegacyRelay old, String name, Findings findings) {
    var domain = old.get("custom_domain").toLowerCase(Locale.ROOT);
    if (domain.isEmpty()) {
      return Relay.CustomDomain.NONE;
    }
    findings.report(
        name,
        "Its custom domain %s is not adopted. Its owner adds it again.".formatted(shown(domain)));
    return Relay.CustomDomain.NONE;
  }

  private @Nullable PaidElsewhere paid(
      LegacyRelay old, Plan plan, @Nullable Instant anchor, String name, Findings findings) {
    if (plan.isFree()) {
      return null;
    }
    var until =
        invoices.getOrDefault(old.tenant(), List.of()).stream()
            .filter(invoice -> !invoice.isVoid() && isFor(invoice, old))
            .mapToLong(invoice -> invoice.times().periodEnd())
            .max();
    if (until.isEmpty()) {
      findings.report(name, "No invoice is for it, so it is charged from now on.");
      return null;
    }
    var end = instant(until.getAsLong(), name + ": the end of its period", findings.faults());
    if (end == null) {
      return null;
    }
    var paid = LegacyPaidTime.of(plan.id(), plan.price().amount(), end, anchor, now);
    if (paid.isEmpty()) {
      findings.fault(name, "Its invoices and its billing anchor contradict each other.");
      return null;
    }
    if (!end.isAfter(now)) {
      findings.report(
          name, "Its period is over, so it is charged from now on for the rest of the next one.");
    } else if (!LegacyPaidTime.isPeriodEnd(paid.orElseThrow().anchor(), end)) {
      findings.report(name, "Its first invoice is for the rest of a period.");
    }
    return paid.orElseThrow();
  }

  /// An invoice without lines is for every relay of its tenant.
  private boolean isFor(LegacyInvoice invoice, LegacyRelay relay) {
    var items = itemsOfInvoice.getOrDefault(invoice.id(), List.of());
    return items.isEmpty() || items.stream().anyMatch(item -> item.relay().equals(relay.id()));
  }

  private WaysToPay ways(LegacyTenant tenant, List<String> reports, List<String> faults) {
    WalletConnection wallet = null;
    if (!tenant.sealedWallet().isEmpty()) {
      if (!terms.wallets()) {
        reports.add("Its wallet is not adopted. The tenant connects it again.");
      } else {
        wallet = opened(tenant.sealedWallet()).flatMap(LegacyPlanner::connection).orElse(null);
        if (wallet == null) {
          faults.add(
              "Its wallet connection cannot be decrypted with the given secrets. Add the secret"
                  + " that encrypted it, or use --no-wallets.");
        }
      }
    }
    return new WaysToPay(wallet, tenant.customerId(), tenant.paymentMethodId());
  }

  private Optional<String> opened(String sealed) {
    if (sealed.startsWith(WALLET_SCHEME)) {
      return Optional.of(sealed);
    }
    return oldBox == null ? Optional.empty() : oldBox.openUnbound(sealed);
  }

  private static Optional<WalletConnection> connection(String url) {
    try {
      return Optional.of(WalletConnection.parse(url));
    } catch (MalformedException wrong) {
      return Optional.empty();
    }
  }

  private List<ImportedInvoice> invoices(
      LegacyTenant tenant, PublicKey key, List<String> reports, List<String> faults) {
    var imported = new ArrayList<ImportedInvoice>();
    for (var old : invoices.getOrDefault(tenant.pubkey(), List.of())) {
      invoice(old, key, faults).ifPresent(imported::add);
    }
    var unbilled =
        relays.getOrDefault(tenant.pubkey(), List.of()).stream()
            .flatMap(relay -> unbilledOfRelay.getOrDefault(relay.id(), List.of()).stream())
            .mapToLong(LegacyItem::cents)
            .sum();
    if (unbilled > 0) {
      reports.add(
          "Lines over %s are on no invoice there. They are not billed here."
              .formatted(dollars(unbilled)));
    } else if (unbilled < 0) {
      reports.add(
          "The tenant has credit of %s there. Give it in /admin if you owe it."
              .formatted(dollars(-unbilled)));
    }
    return imported;
  }

  private Optional<ImportedInvoice> invoice(LegacyInvoice old, PublicKey key, List<String> faults) {
    var before = faults.size();
    var what = "the invoice " + shown(old.id());
    var times = old.times();
    var start = instant(times.periodStart(), what, faults);
    var end = instant(times.periodEnd(), what, faults);
    var createdAt = instant(times.createdAt(), what, faults);
    var paidAt =
        instant(
            old.isPaid() && times.paidAt() == null
                ? Long.valueOf(times.createdAt())
                : times.paidAt(),
            what,
            faults);
    var voidedAt =
        instant(
            old.isVoid() && times.voidedAt() == null
                ? Long.valueOf(times.createdAt())
                : times.voidedAt(),
            what,
            faults);
    if (faults.size() > before || start == null || end == null || createdAt == null) {
      return Optional.empty();
    }
    var lines =
        itemsOfInvoice.getOrDefault(old.id(), List.of()).stream()
            .map(item ->
                new ImportedInvoice.Line(
                    item.relay(), item.plan(), item.cents(), item.description()))
            .toList();
    return Optional.of(
        new ImportedInvoice(
            old.id(),
            key,
            old.cents(),
            new ImportedInvoice.Period(start, end),
            new ImportedInvoice.Life(
                createdAt, paidAt, voidedAt, METHODS.contains(old.method()) ? old.method() : null),
            lines));
  }

  /// @return null = there is none, or it is a fault
  private @Nullable Instant instant(@Nullable Long seconds, String what, List<String> faults) {
    if (seconds == null) {
      return null;
    }
    if (seconds < EARLIEST.getEpochSecond() || seconds > now.plus(AHEAD_MAX).getEpochSecond()) {
      faults.add("The time %d of %s is not in unix seconds.".formatted(seconds, what));
      return null;
    }
    return Instant.ofEpochSecond(seconds);
  }

  static String dollars(long cents) {
    return "%d.%02d USD".formatted(cents / 100, cents % 100);
  }

  /// A text from the file, in a form that is safe to print.
  static String shown(String text) {
    var safe = text.replaceAll("[^A-Za-z0-9._ -]", "?");
    return safe.length() > 80 ? safe.substring(0, 80) + "…" : safe;
  }
}
