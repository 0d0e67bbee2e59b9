package caravel.app.survival;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import caravel.nostr.Json;
import caravel.nostr.SecretKey;
import caravel.nostr.nwc.WalletConnection;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// `caravel explain` beside the program that made the invoice.
@Tag("slow")
final class ExplainTest {
  private static final Duration PAID_MAX = Duration.ofSeconds(60);

  @TempDir private Path folder;

  private final List<Integer> ports = CaravelProcess.freePorts(2);
  private final SecretKey tenant = SecretKey.generate();

  @Test
  void every_fact_behind_a_paid_invoice_is_printed_and_no_secret_is() throws Exception {
    var settings = settings();
    try (var _ = CaravelProcess.start("serve", folder, settings);
        var api = new SurvivalApi(ports.getFirst(), tenant)) {
      var relay =
          api.call("POST", "/relays", "{\"subdomain\": \"club\", \"plan_id\": \"basic\"}").data();
      var invoice = paidByTheWallet(api);

      var explained = CaravelProcess.run(folder, settings, "explain", invoice);
      assertThat(explained.code()).as(explained.said()).isZero();
      var lines = explained.said().lines().map(Json::tree).toList();
      assertThat(lines)
          .extracting(line -> line.path("kind").asString())
          .contains("rails", "price", "activity", "payment", "item", "invoice_made", "invoice_paid")
          .contains("notice", "asked");
      var item = only(lines, "item");
      assertThat(item.path("relay").asString()).isEqualTo(relay.path("id").asString());
      assertThat(item.path("amount").asLong()).isEqualTo(10_000);
      assertThat(only(lines, "invoice_made").path("total").asLong()).isEqualTo(10_000);
      assertThat(only(lines, "invoice_paid").path("method").asString()).isEqualTo("nwc");
      assertThat(only(lines, "payment").path("received").asLong()).isEqualTo(10_000_000);

      var wallet = WalletConnection.parse(connection(api));
      assertThat(explained.said())
          .doesNotContain(wallet.secret().revealHex(), wallet.reveal(), "nostr+walletconnect")
          .doesNotContain(tenant.revealHex());

      var unknown = CaravelProcess.run(folder, settings, "explain", "0190-no-such");
      assertThat(unknown.code()).isEqualTo(2);
      assertThat(unknown.said().strip()).isEqualTo("caravel: there is no invoice 0190-no-such");
    }
  }

  @Test
  void where_there_is_no_database_none_is_made() throws Exception {
    var explained = CaravelProcess.run(folder, settings(), "explain", "0190-no-such");
    assertThat(explained.code()).isEqualTo(2);
    assertThat(explained.said()).startsWith("caravel: there is no database at ");
    assertThat(folder.resolve("data/caravel.db")).doesNotExist();
  }

  private String paidByTheWallet(SurvivalApi api) throws Exception {
    var me = "/tenants/" + tenant.publicKey().hex();
    var connected = api.call("PUT", me, "{\"nwc_url\": \"" + connection(api) + "\"}");
    assertThat(connected.status()).as(connected.body().toString()).isEqualTo(200);
    await()
        .atMost(PAID_MAX)
        .pollInterval(Duration.ofMillis(200))
        .until(() ->
            api.get(me + "/invoices").data().path(0).path("status").asString("").equals("paid"));
    return api.get(me + "/invoices").data().path(0).path("id").asString();
  }

  private static String connection(SurvivalApi api) throws Exception {
    return api.get("/dev/wallet").data().path("nwc_url").asString();
  }

  private static JsonNode only(List<JsonNode> lines, String kind) {
    var found = lines.stream().filter(line -> line.path("kind").asString().equals(kind)).toList();
    assertThat(found).as(kind).hasSize(1);
    return found.getFirst();
  }

  private Map<String, String> settings() {
    return Map.of(
        "DATA_DIR", folder.resolve("data").toString(),
        "PORT", ports.getFirst().toString(),
        "ENGINE_PORT", ports.getLast().toString());
  }
}
