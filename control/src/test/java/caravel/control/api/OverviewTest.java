package caravel.control.api;

import static caravel.control.api.Platform.ADMIN;
import static caravel.control.api.Platform.ALICE;
import static caravel.control.api.Platform.BOB;
import static org.assertj.core.api.Assertions.assertThat;

import caravel.control.relay.RelayId;
import caravel.control.relay.RelayProgress;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Lists and counts for operators.
final class OverviewTest {
  @TempDir Path folder;
  private Platform platform;

  @BeforeEach
  void start() {
    platform = new Platform(folder);
  }

  @AfterEach
  void stop() {
    platform.close();
  }

  @Test
  void lists_are_newest_first_and_come_in_pages() {
    for (var label : new String[] {"one", "two", "three", "four", "five"}) {
      platform.relay(label.equals("two") ? BOB : ALICE, label, "free");
      platform.clock.move(Duration.ofSeconds(label.equals("three") ? 0 : 1));
    }
    var seen = new StringBuilder();
    var cursor = "";
    for (int pages = 0; pages < 3; pages++) {
      var page = platform.get(ADMIN, "/relays?limit=2" + cursor);
      assertThat(page.json().get("total").asInt()).isEqualTo(5);
      assertThat(page.json().get("matched").asInt()).isEqualTo(5);
      page.data().forEach(relay -> seen.append(relay.get("subdomain").asString()).append(' '));
      cursor = "&cursor=" + page.json().path("next").asString("");
    }
    // Two relays were created at one instant; a page ends between them, and each appears once.
    assertThat(seen.toString()).matches("five (four three|three four) two one ");
    assertThat(cursor).isEqualTo("&cursor=");
    assertThat(platform.get(ADMIN, "/relays").data()).hasSize(5);
  }

  @Test
  void lists_are_searched_and_filtered() {
    var club = platform.relay(ALICE, "club", "basic");
    platform.relay(BOB, "guild", "free");
    platform.put(ALICE, "/relays/" + club, "{\"info_name\":\"The 100% Place\"}");
    platform.post(ALICE, "/relays/" + club + "/deactivate");

    assertThat(found("?q=CLU")).isEqualTo("club");
    assertThat(found("?q=100%25")).isEqualTo("club");
    assertThat(found("?q=%25")).isEqualTo("club");
    assertThat(found("?q=_")).isEmpty();
    assertThat(found("?q=" + club)).isEqualTo("club");
    assertThat(found("?q=" + BOB.publicKey())).isEqualTo("guild");
    assertThat(found("?status=inactive")).isEqualTo("club");
    assertThat(found("?status=active")).isEqualTo("guild");
    assertThat(found("?status=suspended")).isEmpty();
    assertThat(found("?plan=free")).isEqualTo("guild");
    assertThat(found("?plan=basic&status=active")).isEmpty();
    assertThat(platform.get(ADMIN, "/relays?status=odd").refusal()).isEqualTo("422 invalid status");
    assertThat(platform.get(ADMIN, "/relays?limit=501").refusal()).isEqualTo("422 invalid limit");
    assertThat(platform.get(ADMIN, "/relays?cursor=foreign").refusal())
        .isEqualTo("422 invalid cursor");
  }

  @Test
  void the_overview_counts_relays_by_plan_status_and_provisioning() {
    var club = new RelayId(platform.relay(ALICE, "club", "basic"));
    var guild = platform.relay(BOB, "guild", "free");
    var gone = platform.relay(BOB, "gone", "free");
    platform.delete(BOB, "/relays/" + gone + "?confirm=gone");
    platform.progress().answered(club, 1);
    platform.post(ADMIN, "/tenants/" + BOB.publicKey() + "/suspend", "{\"reason\":\"x\"}");
    platform
        .progress()
        .failed(
            new RelayId(guild),
            2,
            new RelayProgress.Failure("the host is taken", true),
            platform.clock.instant());

    var overview = platform.get(ADMIN, "/admin/overview").data();
    assertThat(overview.get("tenants").toString())
        .isEqualTo("{\"total\":2,\"suspended\":1,\"past_due\":0,\"delinquent\":0}");
    var relays = overview.get("relays");
    assertThat(relays.get("total").asInt()).isEqualTo(2);
    assertThat(relays.at("/by_plan/basic").asInt()).isEqualTo(1);
    assertThat(relays.at("/by_status/suspended").asInt()).isEqualTo(1);
    assertThat(relays.at("/by_provisioning/active").asInt()).isEqualTo(1);
    assertThat(relays.at("/by_provisioning/failed").asInt()).isEqualTo(1);
    assertThat(overview.get("drift")).hasSize(1);
    assertThat(overview.at("/drift/0/sync_error").asString()).isEqualTo("the host is taken");
    assertThat(overview.get("workers")).isNotEmpty();
  }

  @Test
  void the_overview_shows_the_backup_and_what_the_last_drill_measured() {
    assertThat(platform.get(ADMIN, "/admin/overview").data().get("backup").toString())
        .isEqualTo(
            "{\"place\":\"s3://club-backup\",\"fault\":\"\",\"warning\":\"\",\"lag_seconds\":2,"
                + "\"shipped_at\":1769860800,\"copied_at\":1769860800,"
                + "\"relays\":{\"fault\":\"\",\"lag_seconds\":1,\"shipped_at\":1769860800},"
                + "\"drill\":{\"ended_at\":1769860800,"
                + "\"ok\":true,\"message\":\"It is complete.\",\"rpo_ms\":640,\"rto_ms\":null},"
                + "\"drill_fault\":\"\"}");
  }

  private String found(String query) {
    var page = platform.get(ADMIN, "/relays" + query);
    assertThat(page.json().get("matched").asInt()).isEqualTo(page.data().size());
    assertThat(page.json().get("total").asInt()).isEqualTo(2);
    var labels = new StringBuilder();
    page.data().forEach(relay -> labels.append(relay.get("subdomain").asString()));
    return labels.toString();
  }
}
