package caravel.engine.session;

import static org.assertj.core.api.Assertions.assertThat;

import caravel.nostr.Filter;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// Finding B1: a REQ with 40,000 values made 40,000 index entries, and its end removed them.
final class SubscriptionIndexTest {
  @Test
  void b1_a_wide_filter_is_indexed_by_its_kinds_or_by_nothing() {
    var wide = Filter.all().withTag("t", values(SubscriptionIndex.KEYS_PER_FILTER_MAX + 1));
    assertThat(SubscriptionIndex.keys(List.of(wide))).containsExactly("*");
    assertThat(SubscriptionIndex.keys(List.of(wide.withKinds(1, 7))))
        .containsExactlyInAnyOrder("k1", "k7");
  }

  @Test
  void b1_a_filter_up_to_the_bound_is_indexed_by_its_narrowest_condition() {
    var values = values(SubscriptionIndex.KEYS_PER_FILTER_MAX);
    var byTag = Filter.all().withTag("t", values);
    assertThat(SubscriptionIndex.keys(List.of(byTag.withTag("e", Set.of("only")).withKinds(1))))
        .containsExactly("#e=only");
    assertThat(SubscriptionIndex.keys(List.of(byTag))).hasSize(values.size()).contains("#t=0");
  }

  private static Set<String> values(int count) {
    return IntStream.range(0, count).mapToObj(Integer::toString).collect(Collectors.toSet());
  }
}
