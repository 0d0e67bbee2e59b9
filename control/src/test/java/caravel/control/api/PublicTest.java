package caravel.control.api;

import static caravel.control.api.Platform.ALICE;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class PublicTest {
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
  void the_catalogue_is_as_in_the_golden_file() {
    Golden.check("plans", platform.get(null, "/plans").json());
  }

  @Test
  void one_plan_is_found_by_its_id() {
    var basic = platform.get(null, "/plans/basic");
    assertThat(basic.data().get("amount").asInt()).isEqualTo(1_000);
    assertThat(basic.data().at("/price/amount").asInt()).isEqualTo(10_000);
    assertThat(platform.get(null, "/plans/gold").refusal()).isEqualTo("404 not-found");
  }

  @Test
  void info_lists_no_payment_methods() {
    Golden.check("info", platform.get(null, "/info").json());
  }

  @Test
  void identity_has_no_side_effect() {
    var identity = platform.get(ALICE, "/identity");
    assertThat(identity.text("pubkey")).isEqualTo(ALICE.publicKey().hex());
    assertThat(identity.data().get("is_admin").asBoolean()).isFalse();
    assertThat(platform.get(ALICE, "/tenants/" + ALICE.publicKey()).status()).isEqualTo(404);
  }
}
