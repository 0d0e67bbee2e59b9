package caravel.control.relay;

import static caravel.control.relay.Examples.form;
import static caravel.control.relay.Examples.relay;
import static caravel.control.relay.Examples.terms;
import static caravel.control.relay.Examples.withMedia;
import static caravel.control.relay.Examples.withMembers;
import static caravel.control.relay.Examples.withPlace;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import caravel.control.problem.Problem;
import caravel.control.problem.ProblemException;
import caravel.control.relay.RelaySettings.Switch;
import java.util.Collections;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

final class RelayRulesTest {
  @Test
  void a_new_relay_has_the_defaults() {
    var shape = RelayRules.create(form("club", "basic"), terms(), false);

    assertThat(shape.zooidDomain()).isEqualTo("relays.example.com");
    assertThat(shape.wishes())
        .isEqualTo(
            new Relay.Wishes(
                "basic",
                new Relay.Profile("", "", ""),
                RelaySettings.of(
                    Switch.GROUPS,
                    Switch.MANAGEMENT,
                    Switch.MEMBERS_CAN_INVITE,
                    Switch.BLOSSOM,
                    Switch.LIVEKIT,
                    Switch.PUSH)));
  }

  @Test
  void features_that_the_plan_lacks_are_off_on_create() {
    var asked = withMedia(form("club", "free"), true, true);
    assertThat(RelayRules.create(asked, terms(), false).wishes().settings())
        .isEqualTo(Examples.settings(false));
  }

  @Test
  void a_feature_of_the_plan_can_be_declined_on_create() {
    var asked = withMedia(form("club", "growth"), false, null);
    var settings = RelayRules.create(asked, terms(), false).wishes().settings();
    assertThat(settings.has(Switch.BLOSSOM)).isFalse();
    assertThat(settings.has(Switch.LIVEKIT)).isTrue();
  }

  @Test
  void a_plan_is_required_known_and_not_hidden() {
    assertThat(refusal(() -> RelayRules.create(form("club", null), terms(), false)))
        .isEqualTo("invalid plan_id");
    assertThat(refusal(() -> RelayRules.create(form("club", "gold"), terms(), false)))
        .isEqualTo("unknown-plan plan_id");
    assertThat(refusal(() -> RelayRules.create(form("club", "special"), terms(), false)))
        .isEqualTo("unknown-plan plan_id");
    assertThat(RelayRules.create(form("club", "special"), terms(), true).plan().id())
        .isEqualTo("special");
  }

  @Test
  void a_relay_is_not_created_or_changed_with_a_label_or_a_profile_that_breaks_a_rule() {
    assertThat(refusal(() -> RelayRules.create(form("api", "basic"), terms(), false)))
        .isEqualTo("subdomain-reserved subdomain");
    assertThat(refusal(() -> update(relay("basic"), form("api", null))))
        .isEqualTo("subdomain-reserved subdomain");
    assertThatProfileIsRefused(new RelayForm.Profile("two\nlines", null, null), "info_name");
    assertThatProfileIsRefused(new RelayForm.Profile(null, "ftp://icon", null), "info_icon");
    assertThatProfileIsRefused(new RelayForm.Profile(null, null, "\u0000"), "info_description");
  }

  private static void assertThatProfileIsRefused(RelayForm.Profile profile, String field) {
    var created = withProfile(form("club", "basic"), profile);
    assertThat(refusal(() -> RelayRules.create(created, terms(), false)))
        .isEqualTo("invalid " + field);
    var changed = withProfile(form(null, null), profile);
    assertThat(refusal(() -> update(relay("basic"), changed))).isEqualTo("invalid " + field);
  }

  private static RelayForm withProfile(RelayForm form, RelayForm.Profile profile) {
    return new RelayForm(form.place(), form.planId(), profile, form.settings());
  }

  @Test
  void a_tenant_has_as_many_relays_and_deleted_ones_as_are_allowed() {
    var basic = terms().plans().byId("basic").orElseThrow();
    assertThat(Limits.refusal(Collections.nCopies(2, relay("basic")), basic, terms())).isEmpty();
    assertThat(Limits.refusal(Collections.nCopies(3, relay("basic")), basic, terms()))
        .contains(new Problem.Invalid("relay-limit", null, "You can have 3 relays here."));
    assertThat(Limits.refusalForDeleted(Limits.DELETED_MAX - 1)).isEmpty();
    assertThat(Limits.refusalForDeleted(Limits.DELETED_MAX)).isPresent();
  }

  @Test
  void a_status_is_known_by_its_word() {
    assertThat(RelayStatus.knows("suspended")).isTrue();
    assertThat(RelayStatus.knows("SUSPENDED")).isFalse();
  }

  @Test
  void paid_relays_do_not_count_as_free_ones() {
    var free = terms().plans().byId("free").orElseThrow();
    var paid = List.of(relay("basic"), relay("growth"));
    assertThat(Limits.refusal(paid, free, terms())).isEmpty();
    assertThat(Limits.refusal(List.of(relay("free"), relay("free")), free, terms())).isPresent();
  }

  @Test
  void the_domain_is_the_first_one_unless_another_of_ours_is_named() {
    assertThat(domainOf("")).isEqualTo("relays.example.com");
    assertThat(domainOf("other.example.com")).isEqualTo("other.example.com");
    assertThat(refusal(() -> domainOf("evil.example.com"))).isEqualTo("invalid zooid_domain");
  }

  @Test
  void an_empty_update_changes_nothing() {
    var change = RelayRules.update(relay("basic"), form(null, null), terms(), false);
    assertThat(change.changed()).isEmpty();
    assertThat(change.relay()).isEqualTo(relay("basic"));
  }

  @Test
  void an_update_names_the_fields_that_differ() {
    var change =
        RelayRules.update(
            relay("basic"), withMedia(form("guild", "growth"), false, true), terms(), false);
    assertThat(change.changed()).containsExactly("subdomain", "plan_id", "blossom_enabled");
    assertThat(change.has("plan_id")).isTrue();
    assertThat(change.has("info_name")).isFalse();
    assertThat(change.reachesZooid()).isTrue();
  }

  @Test
  void switching_on_what_the_plan_lacks_is_refused_on_update() {
    assertThat(refusal(() -> update(relay("free"), withMedia(form(null, null), true, null))))
        .isEqualTo("feature-not-in-plan blossom_enabled");
    assertThat(refusal(() -> update(relay("free"), withMedia(form(null, null), null, true))))
        .isEqualTo("feature-not-in-plan livekit_enabled");
  }

  @Test
  void moving_to_a_plan_that_lacks_a_feature_switches_it_off_even_where_the_form_repeats_it() {
    var change = update(relay("basic"), withMedia(form("club", "free"), true, true));
    assertThat(change.relay().wishes().settings()).isEqualTo(Examples.settings(false));
    assertThat(change.changed()).containsExactly("plan_id", "blossom_enabled", "livekit_enabled");
  }

  @Test
  void moving_to_a_plan_that_has_a_feature_may_switch_it_on_in_the_same_change() {
    var change = update(relay("free"), withMedia(form(null, "basic"), true, null));
    assertThat(change.relay().wishes().settings().has(Switch.BLOSSOM)).isTrue();
    assertThat(change.relay().wishes().settings().has(Switch.LIVEKIT)).isFalse();
  }

  @Test
  void the_member_limit_holds_exactly_and_only_for_a_plan_that_is_new() {
    assertThat(update(withMembers(relay("basic"), 10), form(null, "free")).changed())
        .contains("plan_id");
    assertThat(refusal(() -> update(withMembers(relay("basic"), 11), form(null, "free"))))
        .isEqualTo("member-limit-exceeded plan_id");
    assertThat(update(withMembers(relay("free"), 11), form(null, "free")).changed()).isEmpty();
    assertThat(update(withMembers(relay("free"), 11), form(null, "growth")).changed())
        .containsExactly("plan_id");
  }

  @Test
  void a_value_that_did_not_change_is_never_checked_again() {
    var old = relay("special");
    var address = old.address();
    var relay =
        new Relay(
            old.id(),
            old.tenant(),
            new Relay.Address(
                "api",
                address.zooidDomain(),
                address.schema(),
                Relay.CustomDomain.unverified("NOT A NAME")),
            new Relay.Wishes(
                "special",
                new Relay.Profile("two\nlines", "ftp://old", "\u0000"),
                old.wishes().settings()),
            old.standing(),
            old.seen());
    var same =
        new RelayForm(
            new RelayForm.Place("api", "relays.example.com", "NOT A NAME"),
            "special",
            new RelayForm.Profile("two\nlines", "ftp://old", "\u0000"),
            form(null, null).settings());

    // Its plan lacks LiveKit, so LiveKit goes off and everything else stays.
    assertThat(update(relay, same).changed()).containsExactly("livekit_enabled");
    assertThat(refusal(() -> update(relay("basic"), form("api", null))))
        .isEqualTo("subdomain-reserved subdomain");
    assertThat(refusal(() -> update(relay("basic"), form(null, "special"))))
        .isEqualTo("unknown-plan plan_id");
  }

  @Test
  void a_relay_stays_under_its_domain() {
    var moved = withPlace(form(null, null), new RelayForm.Place(null, "other.example.com", null));
    assertThat(refusal(() -> update(relay("basic"), moved))).isEqualTo("invalid zooid_domain");
    var same = withPlace(form(null, null), new RelayForm.Place(null, "", null));
    assertThat(update(relay("basic"), same).changed()).isEmpty();
  }

  @Test
  void a_new_custom_domain_is_refused_where_they_are_off() {
    var wish = withPlace(form("club", "basic"), new RelayForm.Place("club", null, "club.org"));
    assertThat(refusal(() -> RelayRules.create(wish, terms(), false)))
        .isEqualTo("invalid custom_domain");
    assertThat(refusal(() -> update(relay("basic"), wish))).isEqualTo("invalid custom_domain");
    assertThat(refusal(() -> RelayRules.create(wish, terms(), true)))
        .isEqualTo("invalid custom_domain");
  }

  @Test
  void a_stored_custom_domain_may_stay_or_be_removed_and_is_not_sent_to_zooid() {
    var old = relay("basic");
    var address = old.address();
    var stored =
        new Relay(
            old.id(),
            old.tenant(),
            new Relay.Address(
                "club",
                address.zooidDomain(),
                address.schema(),
                new Relay.CustomDomain("club.org", true)),
            old.wishes(),
            old.standing(),
            old.seen());

    var same = withPlace(form(null, null), new RelayForm.Place(null, null, "club.org"));
    assertThat(update(stored, same).changed()).isEmpty();
    assertThat(update(stored, same).relay().address().customDomain().isVerified()).isTrue();
    var removed = update(stored, withPlace(form(null, null), new RelayForm.Place(null, null, "")));
    assertThat(removed.changed()).containsExactly("custom_domain");
    assertThat(removed.reachesZooid()).isFalse();
  }

  private static RelayRules.Change update(Relay relay, RelayForm form) {
    return RelayRules.update(relay, form, terms(), false);
  }

  private static String domainOf(String wanted) {
    var place = new RelayForm.Place("club", wanted, null);
    return RelayRules.create(withPlace(form("club", "free"), place), terms(), false).zooidDomain();
  }

  private static String refusal(ThrowingCallable call) {
    var refused = catchThrowableOfType(ProblemException.class, call);
    return refused.problem() instanceof Problem.Invalid invalid
        ? invalid.code() + " " + invalid.field()
        : refused.problem().toString();
  }
}
