package caravel.control.relay;

import caravel.control.plan.Plan;
import caravel.nostr.Json;
import java.util.Collections;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The switches of a relay that are on.
public record RelaySettings(Set<Switch> on) {

  /// A feature that can be on or off, in the order of the API.
  public enum Switch {
    PUBLIC_READ("policy_public_read", false),
    PUBLIC_WRITE("policy_public_write", false),
    PUBLIC_JOIN("policy_public_join", false),
    STRIP_SIGNATURES("policy_strip_signatures", false),
    GROUPS("groups_enabled", true),
    MANAGEMENT("management_enabled", true),
    MEMBERS_CAN_INVITE("members_can_invite", true),
    BLOSSOM("blossom_enabled", true, Plan.Offer::blossom),
    LIVEKIT("livekit_enabled", true, Plan.Offer::livekit),
    PUSH("push_enabled", true),
    /// Whether the availability of the relay is public. The relay host does not know it.
    PUBLIC_STATUS("public_status", false);

    private final String field;
    private final boolean onByDefault;

    @SuppressWarnings("ImmutableEnumChecker") // The functions have no state.
    private final @Nullable Predicate<Plan.Offer> offered;

    Switch(String field, boolean onByDefault) {
      this(field, onByDefault, null);
    }

    /// @param offered whether a plan has it; null = every plan does
    Switch(String field, boolean onByDefault, @Nullable Predicate<Plan.Offer> offered) {
      this.field = field;
      this.onByDefault = onByDefault;
      this.offered = offered;
    }

    /// Its name in JSON.
    String field() {
      return field;
    }

    /// Whether it is on for a relay whose request does not mention it.
    boolean isOnByDefault() {
      return onByDefault;
    }

    /// Whether a relay on this plan can have it.
    ///
    /// @param plan null = a plan that is no longer in the catalogue
    boolean isOffered(@Nullable Plan plan) {
      return offered == null || (plan != null && offered.test(plan.offer()));
    }
  }

  public RelaySettings {
    var copy = EnumSet.noneOf(Switch.class);
    copy.addAll(on);
    on = Collections.unmodifiableSet(copy);
  }

  /// All switches for which the test is true.
  static RelaySettings where(Predicate<Switch> isOn) {
    return new RelaySettings(
        Stream.of(Switch.values()).filter(isOn).collect(Collectors.toUnmodifiableSet()));
  }

  /// The settings with these switches on.
  public static RelaySettings of(Switch... on) {
    return new RelaySettings(Set.of(on));
  }

  /// The switches by their names in the API. A missing switch has its default.
  public static RelaySettings ofFlags(Map<String, Boolean> flags) {
    return where(one -> flags.getOrDefault(one.field(), one.isOnByDefault()));
  }

  /// The names of all switches in the API.
  public static Set<String> names() {
    return Stream.of(Switch.values()).map(Switch::field).collect(Collectors.toUnmodifiableSet());
  }

  /// Parses the output of [#toJson()]. A missing switch has its default, so that a new one needs no
  /// migration.
  static RelaySettings ofJson(String json) {
    var flags = Json.tree(json);
    return where(one -> flags.path(one.field()).asInt(one.isOnByDefault() ? 1 : 0) == 1);
  }

  public boolean has(Switch one) {
    return on.contains(one);
  }

  /// All switches by their names in JSON, 0 or 1.
  Map<String, Integer> flags() {
    var flags = new LinkedHashMap<String, Integer>();
    for (var one : Switch.values()) {
      flags.put(one.field(), has(one) ? 1 : 0);
    }
    return flags;
  }

  String toJson() {
    return Json.mapper().writeValueAsString(flags());
  }
}
