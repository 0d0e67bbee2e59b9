package caravel.control.relay;

import static org.assertj.core.api.Assertions.assertThat;

import caravel.control.relay.RelaySettings.Switch;
import org.junit.jupiter.api.Test;

final class RelaySettingsTest {
  @Test
  void what_is_stored_is_read_again() {
    for (var one : Switch.values()) {
      var settings = RelaySettings.of(one);
      assertThat(RelaySettings.ofJson(settings.toJson())).isEqualTo(settings);
    }
  }

  @Test
  void a_switch_that_was_never_stored_has_its_default() {
    assertThat(RelaySettings.ofJson("{}"))
        .isEqualTo(RelaySettings.where(Switch::isOnByDefault))
        .isNotEqualTo(RelaySettings.of());
    var stored = RelaySettings.ofJson("{\"policy_public_read\":1,\"groups_enabled\":0}");
    assertThat(stored.has(Switch.PUBLIC_READ)).isTrue();
    assertThat(stored.has(Switch.GROUPS)).isFalse();
    assertThat(stored.has(Switch.PUSH)).isTrue();
    assertThat(stored.has(Switch.PUBLIC_WRITE)).isFalse();
  }
}
