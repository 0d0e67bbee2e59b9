package caravel.control.db;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/// Ids sort by their time and do not repeat.
final class IdsTest {
  private static final Instant AT = Instant.parse("2026-01-31T12:00:00Z");

  @Test
  void an_id_is_a_uuid_of_version_7_with_its_time_in_front() {
    var random = new Random(7);
    var ids = new Ids(AT, random);
    for (var i = 0; i < 100; i++) {
      var id = UUID.fromString(ids.next());
      assertThat(id.version()).isEqualTo(7);
      assertThat(id.variant()).isEqualTo(2);
      assertThat(id.getMostSignificantBits() >>> 16).isEqualTo(AT.toEpochMilli());
    }
    assertThat(ids.next()).isLessThan(new Ids(AT.plusMillis(1), random).next());
  }

  @Test
  void ids_of_one_instant_differ_whoever_makes_them() {
    var random = new Random(7);
    var made = new HashSet<String>();
    for (var i = 0; i < 1_000; i++) {
      var ids = new Ids(Instant.EPOCH, random);
      for (var k = 0; k < 10; k++) {
        assertThat(made.add(ids.next())).isTrue();
      }
    }
  }

  @Test
  void ids_made_together_stand_together_in_their_order() {
    var ids = new Ids(AT, new Random(7));
    var made = new ArrayList<String>();
    for (var i = 0; i < 1_000; i++) {
      made.add(ids.next());
    }
    assertThat(made).isSorted();
  }

  @Test
  void the_next_id_is_not_foreseen_from_the_one_before() {
    var ids = new Ids(AT, new Random(7));
    var steps = new HashSet<Long>();
    var last = UUID.fromString(ids.next()).getLeastSignificantBits();
    for (var i = 0; i < 100; i++) {
      var next = UUID.fromString(ids.next()).getLeastSignificantBits();
      assertThat(steps.add(next - last)).isTrue();
      last = next;
    }
  }
}
