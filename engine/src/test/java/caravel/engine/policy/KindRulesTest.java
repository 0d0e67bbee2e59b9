package caravel.engine.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// The kinds that a relay accepts.
final class KindRulesTest {
  @Test
  void the_last_call_decides_about_a_kind() {
    var seed = new Random().nextLong();
    var random = new Random(seed);
    var rules = KindRules.ALL;
    for (int i = 0; i < 2_000; i++) {
      int kind = random.nextInt(4);
      var allows = random.nextBoolean();
      rules = allows ? rules.allow(kind) : rules.disallow(kind);
      assertThat(rules.accepts(kind)).as("seed %s step %s", seed, i).isEqualTo(allows);
    }
  }

  @Test
  void a_disallowed_kind_that_is_allowed_again_refuses_no_other() {
    var rules = KindRules.ALL.disallow(4).allow(4);
    assertThat(rules).isEqualTo(KindRules.ALL);
    assertThat(rules.allow(9)).isEqualTo(new KindRules(Set.of(9), Set.of()));
    assertThat(rules.allow(9).accepts(4)).isFalse();
    assertThat(rules.allow(9).disallow(9).allow(9)).isEqualTo(KindRules.ALL);
  }
}
