package caravel.control.relay;

import caravel.control.http.InputFields;
import org.jspecify.annotations.Nullable;

/// What a request says of a relay; null = it says nothing of it.
record RelayForm(
    Place place, @Nullable String planId, Profile profile, Policy policy, Features features) {
  /// Long enough that the rules, with their own codes, say what is too long.
  private static final int NAMES_CHARACTERS_MAX = 1_000;

  record Place(
      @Nullable String subdomain, @Nullable String zooidDomain, @Nullable String customDomain) {}

  record Profile(@Nullable String name, @Nullable String icon, @Nullable String description) {}

  record Policy(
      @Nullable Boolean publicRead,
      @Nullable Boolean publicWrite,
      @Nullable Boolean publicJoin,
      @Nullable Boolean stripSignatures) {}

  record Features(
      @Nullable Boolean groups,
      @Nullable Boolean management,
      @Nullable Boolean membersCanInvite,
      @Nullable Boolean blossom,
      @Nullable Boolean livekit,
      @Nullable Boolean push) {}

  /// Of a request that only names a plan.
  static RelayForm ofPlan(String planId) {
    return new RelayForm(
        new Place(null, null, null),
        planId,
        new Profile(null, null, null),
        new Policy(null, null, null, null),
        new Features(null, null, null, null, null, null));
  }

  static RelayForm read(InputFields body) {
    return new RelayForm(
        new Place(
            body.text("subdomain", NAMES_CHARACTERS_MAX),
            body.text("zooid_domain", NAMES_CHARACTERS_MAX),
            body.text("custom_domain", NAMES_CHARACTERS_MAX)),
        body.text("plan_id", NAMES_CHARACTERS_MAX),
        new Profile(
            body.text("info_name", ProfileRules.NAME_CHARACTERS_MAX),
            body.text("info_icon", ProfileRules.ICON_DATA_BYTES_MAX),
            body.text("info_description", ProfileRules.DESCRIPTION_CHARACTERS_MAX)),
        new Policy(
            body.flag("policy_public_read"),
            body.flag("policy_public_write"),
            body.flag("policy_public_join"),
            body.flag("policy_strip_signatures")),
        new Features(
            body.flag("groups_enabled"),
            body.flag("management_enabled"),
            body.flag("members_can_invite"),
            body.flag("blossom_enabled"),
            body.flag("livekit_enabled"),
            body.flag("push_enabled")));
  }
}
