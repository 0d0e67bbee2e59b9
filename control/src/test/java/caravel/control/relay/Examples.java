package caravel.control.relay;

import caravel.control.money.Currency;
import caravel.control.money.Money;
import caravel.control.plan.Plan;
import caravel.control.plan.Plans;
import caravel.control.relay.RelaySettings.Switch;
import caravel.nostr.PublicKey;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Relays and terms for tests, with defaults.
final class Examples {
  static final PublicKey ALICE = new PublicKey("a".repeat(64));
  static final Instant START = Instant.parse("2026-01-31T12:00:00Z");

  private Examples() {}

  /// The built-in catalogue and a hidden plan `special`.
  static RelayTerms terms() {
    var builtIn = Plans.builtIn(Currency.SAT);
    var special =
        new Plan(
            "special", "Special", new Money(1, Currency.SAT), true, new Plan.Offer(5, true, false));
    return new RelayTerms(
        new Plans(Currency.SAT, Stream.concat(builtIn.all().stream(), Stream.of(special)).toList()),
        List.of("relays.example.com", "other.example.com"),
        Set.of("api", "admin"),
        new RelayTerms.Limits(3, 2));
  }

  static Relay relay(String planId) {
    return new Relay(
        new RelayId("01890a5d-ac96-774b-bcce-b302099a8057"),
        ALICE,
        new Relay.Address(
            "club", "relays.example.com", "club_b302099a8057", Relay.CustomDomain.NONE),
        new Relay.Wishes(
            planId, new Relay.Profile("Club", "", ""), settings(!planId.equals("free"))),
        new Relay.Standing(RelayStatus.ACTIVE, null, null, START, null, null),
        new Relay.Seen(1, 1, true, Provisioning.Step.ANSWERED, Relay.Trouble.NONE, null));
  }

  /// The defaults, with or without media and calls.
  static RelaySettings settings(boolean media) {
    return RelaySettings.where(
        one -> one.isOnByDefault() && (media || (one != Switch.BLOSSOM && one != Switch.LIVEKIT)));
  }

  static Relay withMembers(Relay relay, int count) {
    var seen = relay.seen();
    return with(
        relay,
        new Relay.Seen(
            seen.generation(), seen.syncedGeneration(), true, seen.step(), seen.trouble(), count));
  }

  static Relay with(Relay relay, Relay.Seen seen) {
    return new Relay(
        relay.id(), relay.tenant(), relay.address(), relay.wishes(), relay.standing(), seen);
  }

  static RelayForm form(@Nullable String subdomain, @Nullable String planId) {
    return new RelayForm(
        new RelayForm.Place(subdomain, null, null),
        planId,
        new RelayForm.Profile(null, null, null),
        Map.of());
  }

  static RelayForm withMedia(RelayForm form, @Nullable Boolean blossom, @Nullable Boolean livekit) {
    var settings = new EnumMap<Switch, Boolean>(Switch.class);
    if (blossom != null) {
      settings.put(Switch.BLOSSOM, blossom);
    }
    if (livekit != null) {
      settings.put(Switch.LIVEKIT, livekit);
    }
    return new RelayForm(form.place(), form.planId(), form.profile(), settings);
  }

  static RelayForm withPlace(RelayForm form, RelayForm.Place place) {
    return new RelayForm(place, form.planId(), form.profile(), form.settings());
  }
}
