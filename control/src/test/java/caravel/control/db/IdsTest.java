package caravel.control.db;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.HashSet;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/// Ids sort by their time and do not repeat.
final class IdsTest {
  @Test
  void an_id_is_a_uuid_of_version_7_with_its_time_in_front() {
    var random = new Random(7);
    var at = Instant.parse("2026-01-31T12:00:00Z");
    var id = UUID.fromString(Ids.uuid7(at, random));
    assertThat(id.version()).isEqualTo(7);
    assertThat(id.variant()).isEqualTo(2);
    assertThat(id.getMostSignificantBits() >>> 16).isEqualTo(at.toEpochMilli());
    assertThat(Ids.uuid7(at, random)).isLessThan(Ids.uuid7(at.plusMillis(1), random));
  }

  @Test
  void ids_of_one_instant_differ() {
    var random = new Random(7);
    var ids = new HashSet<String>();
    for (var i = 0; i < 10_000; i++) {
      assertThat(ids.add(Ids.uuid7(Instant.EPOCH, random))).isTrue();
    }
  }
}
