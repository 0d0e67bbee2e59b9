package caravel.control.api;

import static caravel.control.api.Platform.ADMIN;
import static caravel.control.api.Platform.ALICE;
import static org.assertj.core.api.Assertions.assertThat;

import caravel.control.admin.FigureSampler;
import caravel.control.admin.PlatformFigure;
import caravel.control.admin.PlatformNumbers;
import caravel.control.relay.RelayId;
import caravel.control.relay.RelayProgress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// The figures of the platform over time.
final class FiguresTest {
  private static final Duration STEP = Duration.ofMinutes(5);
  private static final int DAY_STEPS = 288;
  private static final int MONTH_STEPS = 720;

  @TempDir Path folder;
  private Platform platform;
  private FigureSampler sampler;
  private final Map<PlatformFigure, Long> now = new EnumMap<>(PlatformFigure.class);

  @BeforeEach
  void start() {
    platform = new Platform(folder);
    sampler = new FigureSampler(platform.db, () -> now, platform.clock);
    // A full hour, so that an hour has twelve samples.
    platform.clock.move(Duration.ofSeconds(3_600 - platform.clock.seconds() % 3_600));
  }

  @AfterEach
  void stop() {
    sampler.close();
    platform.close();
  }

  @Test
  void drift_lasts_from_the_change_or_the_first_failure_until_the_relay_answers() {
    var numbers =
        new PlatformNumbers(platform.db, platform.relays, platform.billing, platform.clock);
    assertThat(numbers.read().drift()).isZero();
    var first = new RelayId(platform.relay(ALICE, "first", "free"));
    platform.clock.move(Duration.ofMinutes(3));
    assertThat(numbers.read().drift()).as("never sent").isEqualTo(Duration.ofMinutes(3));
    platform.progress().answered(first, 1);
    platform.clock.move(Duration.ofMinutes(1));
    assertThat(numbers.read().drift()).isZero();

    platform.progress().drifted(first, 1, "it has another name");
    for (int attempt = 0; attempt < 3; attempt++) {
      platform.clock.move(Duration.ofMinutes(10));
      var later = platform.clock.instant().plusSeconds(900);
      platform.progress().failed(first, 1, new RelayProgress.Failure("refused", true), later);
    }
    platform.relay(ALICE, "second", "free");
    platform.clock.move(Duration.ofMinutes(1));
    assertThat(numbers.read().drift()).as("the older one").isEqualTo(Duration.ofMinutes(31));
  }

  @Test
  void a_day_has_one_value_for_every_five_minutes_and_gaps_where_nothing_was_measured() {
    sample(7);
    platform.clock.move(STEP.multipliedBy(2));
    sample(9);
    var values = values("day", "sockets");
    assertThat(values).hasSize(DAY_STEPS);
    assertThat(values.subList(DAY_STEPS - 4, DAY_STEPS)).containsExactly("null", "7", "null", "9");
  }

  @Test
  void an_hour_of_a_month_shows_the_worst_value_and_the_sum_of_a_count() {
    for (var value : List.of(5L, 8L, 2L)) {
      now.put(PlatformFigure.RELAYS_ONLINE, value);
      now.put(PlatformFigure.API_REQUESTS, value);
      sample(value);
      platform.clock.move(STEP);
    }
    assertThat(values("month", "sockets")).hasSize(MONTH_STEPS).last().isEqualTo("8");
    assertThat(values("month", "relays_online")).last().isEqualTo("2");
    assertThat(values("month", "api_requests")).last().isEqualTo("15");
  }

  @Test
  void two_samples_within_five_minutes_are_one_value_and_its_counts_are_added() {
    now.put(PlatformFigure.API_REQUESTS, 3L);
    sample(4);
    platform.clock.move(Duration.ofSeconds(10));
    sample(1);
    assertThat(values("day", "api_requests")).last().isEqualTo("6");
    assertThat(values("day", "sockets")).last().isEqualTo("4");
  }

  @Test
  void the_table_never_has_more_rows_than_a_day_and_a_month_show() {
    for (var step = 0; step < DAY_STEPS + 20; step++) {
      sample(step);
      platform.clock.move(STEP);
    }
    assertThat(rows(300)).isLessThanOrEqualTo(DAY_STEPS);
    platform.clock.move(Duration.ofDays(31));
    sample(1);
    assertThat(rows(300)).isEqualTo(1);
    assertThat(rows(3_600)).isEqualTo(1);
  }

  @Test
  void the_sampler_rests_until_the_next_five_minutes_begin() {
    platform.clock.move(Duration.ofSeconds(40));
    assertThat(sampler.round()).isEqualTo(Duration.ofSeconds(260));
  }

  @Test
  void only_operators_see_them_and_only_known_ranges_are_answered() {
    assertThat(platform.get(ALICE, "/admin/figures").status()).isEqualTo(403);
    assertThat(platform.get(ADMIN, "/admin/figures?range=year").status()).isEqualTo(422);
  }

  private void sample(long sockets) {
    now.put(PlatformFigure.SOCKETS, sockets);
    sampler.round();
  }

  private List<String> values(String range, String figure) {
    var data = platform.get(ADMIN, "/admin/figures?range=" + range).data();
    return StreamSupport.stream(data.path("figures").spliterator(), false)
        .filter(one -> one.path("name").asString().equals(figure))
        .flatMap(one -> StreamSupport.stream(one.path("values").spliterator(), false))
        .map(JsonNode::toString)
        .toList();
  }

  private long rows(int step) {
    return platform.db.<Long>read(tx ->
        tx.handle()
            .select(
                "SELECT count(*) FROM figure_samples WHERE figure = 'sockets' AND step_seconds = ?",
                step)
            .mapTo(Long.class)
            .one());
  }
}
