package caravel.app.adopt.legacy;

import caravel.app.adopt.AdoptionCounts;
import caravel.app.adopt.DryRun;
import caravel.app.adopt.legacy.TenantPlan.RelayPlan;
import caravel.control.billing.ImportedInvoiceStore;
import caravel.control.db.Db;
import caravel.control.db.SecretBox;
import caravel.control.db.SecretPlace;
import caravel.control.db.Tx;
import caravel.control.money.Currency;
import caravel.control.problem.ProblemException;
import caravel.control.relay.RelayAdoption;
import caravel.control.tenant.Account;
import caravel.control.tenant.TenantDesk;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/// Adopts the tenants of the older Caravel, each in one transaction. A dry run makes the same
/// transactions and rolls them back.
public final class LegacyAdoption {
  private static final String ACTOR = "adopt";

  private final Parts parts;
  private final LegacyTerms terms;
  private final Consumer<String> say;
  private final ImportedInvoiceStore invoices = new ImportedInvoiceStore();

  /// The parts of this platform.
  ///
  /// @param box encrypts the tenants' wallets
  public record Parts(Db db, TenantDesk tenants, RelayAdoption relays, SecretBox box) {}

  /// @param say receives one line of the protocol at a time
  public LegacyAdoption(Parts parts, LegacyTerms terms, Consumer<String> say) {
    this.parts = parts;
    this.terms = terms;
    this.say = say;
  }

  /// @param lines what was created
  private record Outcome(boolean isKnown, List<String> lines, List<String> faults) {}

  /// Adopts all tenants of a database.
  ///
  /// @param commit false = a dry run, which changes nothing
  /// @throws LegacyException if the database cannot be adopted at all
  public AdoptionCounts adopt(Path from, Instant now, boolean commit) {
    if (terms.plans().currency() != Currency.USD) {
      throw new LegacyException(
          "The older Caravel charges in US cents. Set PLAN_CURRENCY=usd to adopt its tenants.");
    }
    var rows = LegacyReader.read(from);
    var planner = new LegacyPlanner(terms, rows, Instant.ofEpochSecond(now.getEpochSecond()));
    if (planner.isWithoutKey()) {
      throw new LegacyException(
          "None of the tenants’ wallets can be decrypted with the given secrets. Give the older"
              + " Caravel’s ROBOT_SECRET or ENCRYPTION_SECRET, or use --no-wallets.");
    }
    var plans = planner.plans();
    rows.reports().forEach(say);
    var result = new AdoptionCounts(0, 0, 0);
    for (var plan : plans) {
      var outcome = plan.faults().isEmpty() ? tried(plan, commit) : faulty(plan.faults());
      tell(plan, outcome);
      result =
          new AdoptionCounts(
              result.adopted() + (outcome.faults.isEmpty() && !outcome.isKnown ? 1 : 0),
              result.known() + (outcome.isKnown ? 1 : 0),
              result.faulty() + (outcome.faults.isEmpty() ? 0 : 1));
    }
    return result;
  }

  private static Outcome faulty(List<String> faults) {
    return new Outcome(false, List.of(), faults);
  }

  private void tell(TenantPlan plan, Outcome outcome) {
    say.accept("Tenant " + plan.tenant().hex() + (outcome.isKnown() ? ": already adopted" : ""));
    outcome.lines().forEach(line -> say.accept("  " + line));
    if (!outcome.isKnown()) {
      plan.reports().forEach(report -> say.accept("  note: " + report));
    }
    outcome.faults().forEach(fault -> say.accept("  FAULT: " + fault));
  }

  private Outcome tried(TenantPlan plan, boolean commit) {
    try {
      return DryRun.inTx(
          parts.db(), tx -> adopt(tx, plan), outcome -> commit && outcome.faults().isEmpty());
    } catch (ProblemException refused) {
      return faulty(List.of(refused.problem().sentence()));
    }
  }

  private Outcome adopt(Tx tx, TenantPlan plan) {
    var lines = new ArrayList<String>();
    var faults = new ArrayList<String>();
    var isNew = parts.tenants().find(tx, plan.tenant()).isEmpty();
    parts.tenants().ensure(tx, plan.tenant(), ACTOR);
    for (var relay : plan.relays()) {
      if (parts.relays().isKnown(tx, relay.relay().id())) {
        continue;
      }
      var refusal = parts.relays().refusal(tx, relay.relay());
      if (refusal.isPresent()) {
        faults.add(relay.relay().address().subdomain() + ": " + refusal.orElseThrow());
        continue;
      }
      parts.relays().adopt(tx, relay.relay(), relay.secret(), relay.paid(), ACTOR);
      lines.add(line(relay));
    }
    isNew |= !lines.isEmpty();
    var added = plan.invoices().stream().filter(one -> invoices.insert(tx, one)).toList();
    if (!added.isEmpty()) {
      var open = added.stream().filter(one -> one.life().status().equals("open")).toList();
      lines.add(
          "%d invoices as history, %d of them open there (%s)"
              .formatted(
                  added.size(),
                  open.size(),
                  LegacyPlanner.dollars(open.stream().mapToLong(one -> one.cents()).sum())));
    }
    if (isNew) {
      connect(tx, plan, lines);
    }
    return new Outcome(!isNew && added.isEmpty() && faults.isEmpty(), lines, faults);
  }

  private static String line(RelayPlan plan) {
    var relay = plan.relay();
    var paid = plan.paid();
    return "relay %s.%s on %s, %s%s"
        .formatted(
            relay.address().subdomain(),
            relay.address().zooidDomain(),
            relay.wishes().planId(),
            relay.status().word(),
            paid == null
                ? ""
                : ", paid until "
                    + paid.paidUntil().atOffset(ZoneOffset.UTC).toLocalDateTime()
                    + " UTC");
  }

  /// Adopts the tenant's ways to pay, unless there are such here already.
  private void connect(Tx tx, TenantPlan plan, List<String> lines) {
    var ways = plan.ways();
    var account = parts.tenants().find(tx, plan.tenant()).orElseThrow().account();
    var next = account;
    var wallet = ways.wallet();
    if (wallet != null && !account.wallet().isSet()) {
      var sealed = parts.box().seal(wallet.reveal(), SecretPlace.tenantWallet(plan.tenant()));
      next = next.with(new Account.WalletLink(sealed, wallet.wallet().hex(), null, ""));
      lines.add("its wallet");
    }
    if (!ways.customerId().isEmpty() && account.card().customerId().isEmpty()) {
      next = next.with(new Account.CardLink(ways.customerId(), ways.paymentMethodId(), "", "", ""));
      lines.add("its customer at the card processor");
    }
    if (!next.equals(account)) {
      parts.tenants().keep(tx, plan.tenant(), next, ACTOR, "ways_to_pay");
    }
  }
}
