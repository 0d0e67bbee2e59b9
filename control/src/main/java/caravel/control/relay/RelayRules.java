package caravel.control.relay;

import caravel.control.money.BillingInterval;
import caravel.control.plan.Plan;
import caravel.control.problem.Problem;
import caravel.control.relay.RelaySettings.Switch;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Applies a request to a relay, by the rules that do not depend on other relays. Refusals are
/// thrown as [Problem]s.
final class RelayRules {
  private RelayRules() {}

  /// A new relay, as far as the request determines it.
  ///
  /// @param customDomain `""` = none
  record Shape(
      String subdomain, String zooidDomain, String customDomain, Plan plan, Relay.Wishes wishes) {
    Relay.Address address(RelayId id) {
      return new Relay.Address(
          subdomain,
          zooidDomain,
          Schemas.name(subdomain, id),
          Relay.CustomDomain.unverified(customDomain));
    }
  }

  /// A changed relay.
  ///
  /// @param changed the names of the changed fields
  record Change(Relay relay, List<String> changed) {
    boolean has(String field) {
      return changed.contains(field);
    }

    /// Whether zooid needs the change. It knows neither custom domains nor intervals.
    boolean reachesZooid() {
      return changed.stream().anyMatch(field -> !NOT_AT_ZOOID.contains(field));
    }
  }

  private static final Set<String> NOT_AT_ZOOID = Set.of("custom_domain", "interval");

  static Shape create(RelayForm form, RelayTerms terms, boolean admin) {
    refuseIf(Subdomains.fault(form.place().subdomain(), terms.reserved()));
    var subdomain = or(form.place().subdomain(), "");
    var domain = domain(form.place().zooidDomain(), terms);
    var customDomain = or(form.place().customDomain(), "");
    refuseNewCustomDomain(customDomain, "", terms);
    if (form.planId() == null) {
      throw Problem.invalid("plan_id", "Choose a plan.").asException();
    }
    var plan = choosable(form.planId(), terms, admin);
    var profile =
        new Relay.Profile(
            or(form.profile().name(), ""),
            or(form.profile().icon(), ""),
            or(form.profile().description(), ""));
    refuseIf(ProfileRules.nameFault(profile.name()));
    refuseIf(ProfileRules.iconFault(profile.icon()));
    refuseIf(ProfileRules.descriptionFault(profile.description()));
    var settings =
        RelaySettings.where(
            one -> one.isOffered(plan) && form.settings().getOrDefault(one, one.isOnByDefault()));
    var interval = interval(null, form, plan, terms);
    var wishes = new Relay.Wishes(plan.id(), interval, profile, settings);
    return new Shape(subdomain, domain, customDomain, plan, wishes);
  }

  static Change update(Relay now, RelayForm form, RelayTerms terms, boolean admin) {
    var place = place(now.address(), form.place(), terms);
    var plan = plan(now, form.planId(), terms, admin);
    var wishes =
        new Relay.Wishes(
            or(form.planId(), now.wishes().planId()),
            interval(now.wishes(), form, plan, terms),
            profile(now.wishes().profile(), form.profile()),
            settings(now.wishes().settings(), form, plan));
    var next = new Relay(now.id(), now.tenant(), place, wishes, now.standing(), now.seen());
    return new Change(next, RelayDiff.between(now, next));
  }

  private static Relay.Address place(Relay.Address now, RelayForm.Place form, RelayTerms terms) {
    var subdomain = or(form.subdomain(), now.subdomain());
    if (!subdomain.equals(now.subdomain())) {
      refuseIf(Subdomains.fault(subdomain, terms.reserved()));
    }
    var domain = form.zooidDomain();
    if (domain != null && !domain.isEmpty() && !domain.equals(now.zooidDomain())) {
      throw Problem.invalid("zooid_domain", "A relay can’t be moved to another domain.")
          .asException();
    }
    return new Relay.Address(
        subdomain, now.zooidDomain(), now.schema(), customDomain(now.customDomain(), form, terms));
  }

  /// A changed name is unverified.
  private static Relay.CustomDomain customDomain(
      Relay.CustomDomain now, RelayForm.Place form, RelayTerms terms) {
    var wanted = or(form.customDomain(), now.name());
    refuseNewCustomDomain(wanted, now.name(), terms);
    return wanted.equals(now.name()) ? now : Relay.CustomDomain.unverified(wanted);
  }

  /// An edit form sends every field each time, so a stored value may stay, and it may be removed.
  private static void refuseNewCustomDomain(String wanted, String stored, RelayTerms terms) {
    if (!wanted.isEmpty() && !wanted.equals(stored)) {
      refuseIf(CustomDomainRules.fault(wanted, terms));
    }
  }

  /// The plan of the relay after the change; null = it stays on a plan that is no longer in the
  /// catalogue.
  private static @Nullable Plan plan(
      Relay now, @Nullable String wanted, RelayTerms terms, boolean admin) {
    if (wanted == null || wanted.equals(now.wishes().planId())) {
      return terms.plans().byId(now.wishes().planId()).orElse(null);
    }
    var plan = choosable(wanted, terms, admin);
    var members = now.seen().memberCount();
    if (members != null && !plan.holds(members)) {
      throw new Problem.Invalid(
              "member-limit-exceeded",
              "plan_id",
              "This relay has "
                  + members
                  + " members, the plan "
                  + plan.name()
                  + " allows "
                  + plan.offer().members()
                  + ".")
          .asException();
    }
    return plan;
  }

  /// How often the plan is charged after the change. A new plan is charged monthly unless the
  /// request says otherwise.
  ///
  /// @param now null = the relay is new
  /// @param plan null = a plan that is no longer in the catalogue
  private static BillingInterval interval(
      Relay.@Nullable Wishes now, RelayForm form, @Nullable Plan plan, RelayTerms terms) {
    var present = now == null ? BillingInterval.MONTH : now.interval();
    var isOfNewPlan = form.planId() != null && (now == null || !form.planId().equals(now.planId()));
    var kept = isOfNewPlan ? BillingInterval.MONTH : present;
    var wanted = form.interval() == null ? kept : named(form.interval());
    if (plan != null && plan.isFree()) {
      return BillingInterval.MONTH;
    }
    var begins = wanted == BillingInterval.YEAR && present == BillingInterval.MONTH;
    if (begins && !(plan != null && terms.plans().offersYearly(plan))) {
      throw Problem.invalid("interval", "Relays can’t be paid yearly here.").asException();
    }
    return wanted;
  }

  private static BillingInterval named(String word) {
    return BillingInterval.named(word)
        .orElseThrow(() ->
            Problem.invalid("interval", "A relay is paid every month or every year.")
                .asException());
  }

  private static Relay.Profile profile(Relay.Profile now, RelayForm.Profile form) {
    var next =
        new Relay.Profile(
            or(form.name(), now.name()),
            or(form.icon(), now.icon()),
            or(form.description(), now.description()));
    if (!next.name().equals(now.name())) {
      refuseIf(ProfileRules.nameFault(next.name()));
    }
    if (!next.icon().equals(now.icon())) {
      refuseIf(ProfileRules.iconFault(next.icon()));
    }
    if (!next.description().equals(now.description())) {
      refuseIf(ProfileRules.descriptionFault(next.description()));
    }
    return next;
  }

  private static RelaySettings settings(RelaySettings now, RelayForm form, @Nullable Plan plan) {
    return RelaySettings.where(
        one -> isOn(one, now.has(one), form.settings().get(one), one.isOffered(plan)));
  }

  /// Refuses to switch on what the plan lacks. A plan change switches off what the new plan lacks.
  private static boolean isOn(
      Switch one, boolean now, @Nullable Boolean wanted, boolean isOffered) {
    if (isOffered) {
      return wanted == null ? now : wanted;
    }
    if (wanted != null && wanted && !now) {
      throw new Problem.Invalid(
              "feature-not-in-plan", one.field(), "This relay’s plan doesn’t include this.")
          .asException();
    }
    return false;
  }

  /// A hidden plan exists for operators only.
  private static Plan choosable(String id, RelayTerms terms, boolean admin) {
    return terms
        .plans()
        .byId(id)
        .filter(plan -> admin || !plan.hidden())
        .orElseThrow(
            () -> new Problem.Invalid("unknown-plan", "plan_id", "Plan not found.").asException());
  }

  static String domain(@Nullable String wanted, RelayTerms terms) {
    if (wanted == null || wanted.isEmpty()) {
      return terms.domains().getFirst();
    }
    if (!terms.domains().contains(wanted)) {
      throw Problem.invalid("zooid_domain", "This domain has no relays.").asException();
    }
    return wanted;
  }

  private static void refuseIf(Optional<Problem> problem) {
    problem.ifPresent(found -> {
      throw found.asException();
    });
  }

  private static String or(@Nullable String wanted, String otherwise) {
    return wanted == null ? otherwise : wanted;
  }
}
