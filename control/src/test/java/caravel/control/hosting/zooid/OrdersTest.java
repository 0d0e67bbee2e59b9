package caravel.control.hosting.zooid;

import static org.assertj.core.api.Assertions.assertThat;

import caravel.control.hosting.RelayHost.PeopleChange;
import caravel.control.hosting.RelayHost.RelayBan;
import caravel.control.hosting.RelayHost.RelayReply;
import caravel.control.hosting.RelaySpec;
import caravel.control.relay.RelaySettings;
import caravel.control.relay.RelaySettings.Switch;
import caravel.nostr.Event;
import caravel.nostr.EventJson;
import caravel.nostr.Hex;
import caravel.nostr.Json;
import caravel.nostr.Nip98;
import caravel.nostr.PublicKey;
import caravel.nostr.SecretKey;
import caravel.nostr.Sha256;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/// Management calls to a relay, against the recorded answers of a zooid.
final class OrdersTest {
  private static final SecretKey RELAY_KEY = SecretKey.parse("01".repeat(32));
  private static final PublicKey OWNER = SecretKey.parse("02".repeat(32)).publicKey();
  private static final PublicKey CARL = SecretKey.parse("07".repeat(32)).publicKey();

  /// One received call.
  private record Came(String host, String type, Event token, JsonNode body, String hash) {}

  private final List<Came> came = new CopyOnWriteArrayList<>();
  private volatile String says = "{\"result\":true}";
  private volatile int status = 200;
  private HttpServer relay;
  private ZooidHost host;

  @BeforeEach
  void open() throws IOException {
    relay = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    relay.createContext("/", this::handle);
    relay.start();
    host =
        ZooidHost.open(
            new ZooidSettings(
                URI.create("http://127.0.0.1:" + port()),
                SecretKey.parse("09".repeat(32)),
                null,
                null,
                null),
            InstantSource.system(),
            Duration.ofSeconds(5));
  }

  @AfterEach
  void close() {
    host.close();
    relay.stop(0);
  }

  @Test
  void an_order_goes_to_the_relays_own_host_signed_with_its_own_key() {
    var change = new PeopleChange.Ban(CARL, "spam");
    assertThat(host.change(spec(), change)).isEqualTo(new RelayReply.Answered<>(change));
    assertThat(came)
        .singleElement()
        .satisfies(order -> {
          assertThat(order.host()).isEqualTo("club.localhost:" + port());
          assertThat(order.type()).isEqualTo("application/nostr+json+rpc");
          assertThat(order.token().pubkey()).isEqualTo(RELAY_KEY.publicKey());
          assertThat(order.token().hasValidSignature()).isTrue();
          assertThat(order.token().kind()).isEqualTo(27_235);
          assertThat(order.token().tagValue("u")).contains("http://club.localhost:" + port() + "/");
          assertThat(order.token().tagValue("method")).contains("POST");
          assertThat(order.token().tagValue("payload")).contains(order.hash());
        });
  }

  @Test
  void each_change_is_its_own_method() {
    host.change(spec(), new PeopleChange.Add(CARL));
    host.change(spec(), new PeopleChange.Remove(CARL));
    host.change(spec(), new PeopleChange.Ban(CARL, ""));
    host.change(spec(), new PeopleChange.Ban(CARL, "a \"reason\""));
    host.change(spec(), new PeopleChange.LiftBan(CARL));
    host.bans(spec());
    assertThat(came)
        .extracting(order -> order.body().toString().replace(CARL.hex(), "<carl>"))
        .containsExactly(
            "{\"method\":\"allowpubkey\",\"params\":[\"<carl>\"]}",
            "{\"method\":\"unallowpubkey\",\"params\":[\"<carl>\"]}",
            "{\"method\":\"banpubkey\",\"params\":[\"<carl>\"]}",
            "{\"method\":\"banpubkey\",\"params\":[\"<carl>\",\"a \\\"reason\\\"\"]}",
            "{\"method\":\"unbanpubkey\",\"params\":[\"<carl>\"]}",
            "{\"method\":\"listbannedpubkeys\",\"params\":[]}");
  }

  @Test
  void bans_are_read_with_their_reasons_and_without_what_is_no_key() {
    says =
        """
        {"result":[{"pubkey":"%s","reason":"spam\\nand more"},{"pubkey":"%s"},
         {"pubkey":"nobody","reason":"x"},{"reason":"y"},7]}
        """
            .formatted(CARL.hex(), OWNER.hex());
    assertThat(host.bans(spec()))
        .isEqualTo(
            new RelayReply.Answered<>(
                List.of(new RelayBan(CARL, "spam and more"), new RelayBan(OWNER, ""))));
  }

  @ParameterizedTest
  @ValueSource(strings = {"{\"result\":[]}", "{\"result\":null}"})
  void without_bans_the_list_is_empty(String answer) {
    says = answer;
    assertThat(host.bans(spec())).isEqualTo(new RelayReply.Answered<>(List.of()));
  }

  @Test
  void management_that_is_off_is_off() {
    says = "{\"error\":\"method banpubkey not supported\"}";
    assertThat(add()).isEqualTo(new RelayReply.Off<>());
    says = "{\"error\":\"method listbannedpubkeys not supported\"}";
    assertThat(host.bans(spec())).isEqualTo(new RelayReply.Off<>());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          Can't remove permanent admins from relay.              | The relay refused: Can't remove permanent admins from relay.
          blocked: only relay admins can manage this relay.      | The relay refused: blocked: only relay admins can manage this relay.
          invalid params: unknown method 'unbanpubkey'           | This relay’s software is too old for this.
          invalid params: invalid pubkey param for 'allowpubkey' | The relay refused: invalid params: invalid pubkey param for 'allowpubkey'
          """)
  void a_refusal_is_quoted(String error, String sentence) {
    says = "{\"error\":\"" + error + "\"}";
    assertThat(add()).isEqualTo(new RelayReply.Refused<>(sentence));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "missing auth",
        "invalid base64 auth",
        "invalid auth event json",
        "invalid auth event",
        "missing \"u\" tag",
        "invalid \"u\" tag, expected 'wss://club.localhost', got 'ws://club.localhost'",
        "invalid auth event payload hash",
        "auth event is too old"
      })
  void a_signature_that_is_not_accepted_is_not_the_owners_fault(String error) {
    says = Json.mapper().createObjectNode().put("error", error).toString();
    status = 401;
    assertThat(add()).isInstanceOf(RelayReply.Unknown.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "Not Found",
        "<html>welcome</html>",
        "{}",
        "[]",
        "null",
        "{\"result\":\"true\"}",
        "{\"result\":false}",
        "{\"result\":1}",
        "{\"error\":\"\"}"
      })
  void a_meaningless_answer_is_unknown(String answer) {
    says = answer;
    assertThat(add()).isInstanceOf(RelayReply.Unknown.class);
  }

  @Test
  void an_invalid_list_is_unknown() {
    says = "{\"result\":true}";
    assertThat(host.bans(spec())).isInstanceOf(RelayReply.Unknown.class);
  }

  @Test
  void a_relay_that_is_gone_is_unknown() {
    relay.stop(0);
    assertThat(add()).isInstanceOf(RelayReply.Unknown.class);
    assertThat(host.bans(spec())).isInstanceOf(RelayReply.Unknown.class);
    assertThat(host.invite(spec())).isInstanceOf(RelayReply.Unknown.class);
  }

  @Test
  void a_refusal_never_repeats_a_key() {
    says = "{\"error\":\"no " + RELAY_KEY.revealHex() + "\"}";
    assertThat(add().toString()).doesNotContain(RELAY_KEY.revealHex());
  }

  private RelayReply<PeopleChange> add() {
    return host.change(spec(), new PeopleChange.Add(CARL));
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      var bytes = exchange.getRequestBody().readAllBytes();
      var headers = exchange.getRequestHeaders();
      came.add(
          new Came(
              headers.getFirst("Host"),
              String.join(",", headers.get("Content-Type")),
              Nip98.parse(headers.getFirst("Authorization"), EventJson.UnknownKeys.REFUSED)
                  .signed(),
              Json.mapper().readTree(bytes),
              Hex.encode(Sha256.of(bytes))));
      var answer = says.getBytes(StandardCharsets.UTF_8);
      exchange.getResponseHeaders().add("Content-Type", "application/nostr+json+rpc");
      exchange.sendResponseHeaders(status, answer.length == 0 ? -1 : answer.length);
      exchange.getResponseBody().write(answer);
    }
  }

  private int port() {
    return relay.getAddress().getPort();
  }

  private RelaySpec spec() {
    return new RelaySpec(
        new RelaySpec.Identity("club", "club.localhost:" + port(), "club_1", RELAY_KEY),
        true,
        false,
        new RelaySpec.Info("Club", "", "", OWNER),
        RelaySettings.of(Switch.MEMBERS_CAN_INVITE, Switch.GROUPS, Switch.MANAGEMENT, Switch.PUSH),
        new RelaySpec.Limits(null, null));
  }
}
