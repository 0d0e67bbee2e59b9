package caravel.control.relay;

import caravel.control.http.InputFields;
import caravel.control.relay.RelaySettings.Switch;
import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The fields of a request about a relay; null = absent.
///
/// @param interval how often the plan is charged, `month` or `year`
/// @param settings the switches in the request
record RelayForm(
    Place place,
    @Nullable String planId,
    @Nullable String interval,
    Profile profile,
    Map<Switch, Boolean> settings) {
  /// Longer than any valid name, so that the rules report a too long one with their own codes.
  private static final int NAMES_CHARACTERS_MAX = 1_000;

  record Place(
      @Nullable String subdomain, @Nullable String zooidDomain, @Nullable String customDomain) {}

  record Profile(@Nullable String name, @Nullable String icon, @Nullable String description) {}

  /// A request without an interval.
  RelayForm(Place place, @Nullable String planId, Profile profile, Map<Switch, Boolean> settings) {
    this(place, planId, null, profile, settings);
  }

  /// A request that contains only a plan.
  static RelayForm ofPlan(String planId, @Nullable String interval) {
    return new RelayForm(
        new Place(null, null, null), planId, interval, new Profile(null, null, null), Map.of());
  }

  /// The same request without a plan.
  RelayForm withoutPlan() {
    return new RelayForm(place, null, null, profile, settings);
  }

  /// Whether it has a field that only the owner of a relay may change.
  boolean isForOwner() {
    return planId != null || interval != null;
  }

  static RelayForm read(InputFields body) {
    return new RelayForm(
        new Place(
            body.text("subdomain", NAMES_CHARACTERS_MAX),
            body.text("zooid_domain", NAMES_CHARACTERS_MAX),
            body.text("custom_domain", NAMES_CHARACTERS_MAX)),
        body.text("plan_id", NAMES_CHARACTERS_MAX),
        body.text("interval", NAMES_CHARACTERS_MAX),
        new Profile(
            body.text("info_name", ProfileRules.NAME_CHARACTERS_MAX),
            body.text("info_icon", ProfileRules.ICON_DATA_BYTES_MAX),
            body.text("info_description", ProfileRules.DESCRIPTION_CHARACTERS_MAX)),
        readSettings(body));
  }

  private static Map<Switch, Boolean> readSettings(InputFields body) {
    var settings = new EnumMap<Switch, Boolean>(Switch.class);
    for (var one : Switch.values()) {
      var wanted = body.flag(one.field());
      if (wanted != null) {
        settings.put(one, wanted);
      }
    }
    return settings;
  }
}
