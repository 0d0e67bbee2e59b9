package caravel.control.hosting.zooid;

import static org.assertj.core.api.Assertions.assertThat;

import caravel.control.hosting.RelayHost.Membership;
import caravel.control.hosting.RelaySpec;
import caravel.control.relay.RelaySettings;
import caravel.control.relay.RelaySettings.Switch;
import caravel.nostr.Event;
import caravel.nostr.EventJson;
import caravel.nostr.Json;
import caravel.nostr.PublicKey;
import caravel.nostr.RelayMessage;
import caravel.nostr.SecretKey;
import io.javalin.Javalin;
import io.javalin.websocket.WsMessageContext;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/// Members of a relay whose zooid has no members route: read from the relay as a client, with its
/// own key.
final class MemberListTest {
  private static final SecretKey RELAY_KEY = SecretKey.parse("01".repeat(32));
  private static final PublicKey OWNER = SecretKey.parse("02".repeat(32)).publicKey();
  private static final PublicKey ALICE = SecretKey.parse("06".repeat(32)).publicKey();
  private static final String CHALLENGE = "0123456789abcdef";

  private final List<String> hostsCalled = new CopyOnWriteArrayList<>();
  private final List<Event> signIns = new CopyOnWriteArrayList<>();
  private volatile Event list = list(RELAY_KEY);
  private volatile boolean refusing;

  private final Javalin zooid =
      Javalin.create(
              config -> {
                config.startup.showJavalinBanner = false;
                config.routes.get(
                    "/relay/{id}/members",
                    context -> {
                      var recorded =
                          Recordings.named("route: GET members does not exist in this version");
                      context.status(recorded.status()).result(recorded.body());
                    });
                config.routes.ws(
                    "/",
                    socket -> {
                      socket.onConnect(context -> {
                        hostsCalled.add(context.host());
                        context.send(new RelayMessage.Auth(CHALLENGE).write());
                      });
                      socket.onMessage(this::answer);
                    });
              })
          .start("127.0.0.1", 0);
  private final ZooidHost host =
      ZooidHost.open(
          new ZooidSettings(
              URI.create("http://127.0.0.1:" + zooid.port()),
              SecretKey.parse("09".repeat(32)),
              null,
              null,
              null),
          InstantSource.system(),
          Duration.ofSeconds(5));

  @AfterEach
  void close() {
    host.close();
    zooid.stop();
  }

  @Test
  void the_list_is_read_on_the_relays_own_host_without_the_relays_own_key() {
    assertThat(host.members(spec(false)))
        .isEqualTo(new Membership.Listed(List.of(OWNER, ALICE).stream().sorted().toList()));
    assertThat(hostsCalled).containsExactly("old.localhost:" + zooid.port());
    assertThat(signIns)
        .singleElement()
        .satisfies(event -> {
          assertThat(event.pubkey()).isEqualTo(RELAY_KEY.publicKey());
          assertThat(event.tagValue("relay")).contains("ws://old.localhost:" + zooid.port());
        });
  }

  @Test
  void a_list_signed_by_another_key_is_not_believed() {
    list = list(SecretKey.parse("0b".repeat(32)));
    assertThat(host.members(spec(false))).isEqualTo(new Membership.Listed(List.of()));
  }

  @Test
  void a_relay_that_refuses_its_own_key_is_unknown() {
    refusing = true;
    assertThat(host.members(spec(false)))
        .isInstanceOfSatisfying(
            Membership.Unknown.class, unknown -> assertThat(unknown.why()).contains("restricted"));
  }

  @Test
  void a_relay_that_is_off_cannot_be_asked() {
    assertThat(host.members(spec(true))).isInstanceOf(Membership.Unknown.class);
    assertThat(hostsCalled).isEmpty();
  }

  /// As zooid does, refuses a query before the AUTH is answered.
  private void answer(WsMessageContext context) {
    JsonNode message = Json.mapper().readTree(context.message());
    switch (message.path(0).asString("")) {
      case "AUTH" -> {
        var event = EventJson.parse(message.path(1).toString());
        signIns.add(event);
        context.send(new RelayMessage.Notice("be welcome").write());
        context.send("not a message");
        context.send(new RelayMessage.Ok(event.id(), true, "").write());
      }
      case "REQ" -> {
        var subscription = message.path(1).asString("");
        if (refusing || signIns.isEmpty()) {
          context.send(
              new RelayMessage.Closed(
                      subscription, "restricted: you are not a member of this relay")
                  .write());
          return;
        }
        context.send(new RelayMessage.EventFor(subscription, list).write());
        context.send(new RelayMessage.Eose(subscription).write());
      }
      default -> context.send(new RelayMessage.Notice("what?").write());
    }
  }

  private static Event list(SecretKey author) {
    return Event.sign(
        author,
        1_700_000_000,
        13_534,
        List.of(
            List.of("-"),
            List.of("member", RELAY_KEY.publicKey().hex()),
            List.of("member", OWNER.hex(), "moderators"),
            List.of("member", "not a key"),
            List.of("member", ALICE.hex())),
        "");
  }

  private RelaySpec spec(boolean inactive) {
    return new RelaySpec(
        new RelaySpec.Identity(
            "old", "old.localhost:" + Objects.requireNonNull(zooid).port(), "old_1", RELAY_KEY),
        true,
        inactive,
        new RelaySpec.Info("Old", "", "", OWNER),
        RelaySettings.of(Switch.MEMBERS_CAN_INVITE, Switch.GROUPS, Switch.MANAGEMENT, Switch.PUSH),
        new RelaySpec.Limits(null, null));
  }
}
