package caravel.engine.session;

import static org.assertj.core.api.Assertions.assertThat;

import caravel.nostr.Event;
import caravel.nostr.EventJson;
import caravel.nostr.Nip42;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// NIP-42 over a session.
final class AuthTest {
  @RegisterExtension private final TestRelay stage = new TestRelay();

  @Test
  void conformance_43_44_the_challenge_comes_at_once_and_stays_the_same() {
    var client = stage.connect();
    var challenge = client.challenge();
    assertThat(challenge).matches("[0-9a-f]{16}");
    client
        .says("[\"REQ\",\"q\",{\"kinds\":[1]}]")
        .hears(
            """
            ["AUTH","%s"]
            ["CLOSED","q","auth-required: authentication is required for access"]
            """
                .formatted(challenge));
    assertThat(stage.connect().challenge()).isNotEqualTo(challenge);
  }

  @Test
  void conformance_45_46_nothing_is_read_or_written_without_authentication() {
    var client = stage.connect();
    var challenge = client.challenge();
    var note = TestRelay.note(TestRelay.ALICE, "before auth");
    client
        .publishes(note)
        .hears(
            "[\"AUTH\",\"%s\"]\n".formatted(challenge)
                + Client.refused(note, "auth-required: authentication is required for access"));
  }

  @Test
  void conformance_47_68_a_stranger_authenticates_and_is_refused_afterwards() {
    var mallory = stage.enter(TestRelay.MALLORY);
    mallory
        .says("[\"REQ\",\"q\",{\"kinds\":[1]}]")
        .hears("[\"CLOSED\",\"q\",\"restricted: you are not a member of this relay\"]");
  }

  @Test
  void conformance_48_a_slash_at_the_end_and_letter_case_do_not_matter() {
    for (var url :
        List.of(
            "ws://" + TestRelay.HOST,
            "ws://" + TestRelay.HOST + "/",
            "WS://RELAY.LOCALHOST:3334/")) {
      var client = stage.connect();
      var answer = Nip42.answer(TestRelay.ALICE, url, client.challenge(), stage.now());
      client.says("[\"AUTH\"," + EventJson.write(answer) + "]").hears(Client.ok(answer, ""));
    }
  }

  @Test
  void conformance_49_each_error_is_named() {
    var client = stage.connect();
    var challenge = client.challenge();
    var url = "ws://" + TestRelay.HOST;
    refuses(
        client,
        Nip42.answer(TestRelay.ALICE, "wss://other.example.com/", challenge, stage.now()),
        "expected relay URL '" + url + "', got 'wss://other.example.com'");
    refuses(
        client,
        Nip42.answer(TestRelay.ALICE, url, "0000000000000000", stage.now()),
        "expected challenge '" + challenge + "', got '0000000000000000'");
    refuses(
        client,
        Nip42.answer(TestRelay.ALICE, url, challenge, stage.now() - 660),
        "auth event too much in the past");
    refuses(
        client,
        Nip42.answer(TestRelay.ALICE, url, challenge, stage.now() + 660),
        "auth event too much in the future");
    refuses(client, TestRelay.note(TestRelay.ALICE, ""), "wanted kind 22242, got 1");
    refuses(
        client,
        Event.sign(
            TestRelay.ALICE, stage.now(), 22_242, List.of(List.of("challenge", challenge)), ""),
        "missing 'relay' tag");
    refuses(
        client,
        Nip42.answer(TestRelay.ALICE, url, challenge, stage.now()).withoutSignature(),
        "invalid signature");
  }

  private static void refuses(Client client, Event answer, String why) {
    client
        .says("[\"AUTH\"," + EventJson.write(answer) + "]")
        .hears(Client.refused(answer, "error: failed to authenticate: " + why));
  }

  @Test
  void conformance_50_the_address_follows_host_and_the_proxy_that_is_trusted() {
    assertThat(Address.of("10.1.2.3", null).url()).isEqualTo("ws://10.1.2.3");
    assertThat(Address.of("localhost", null).url()).isEqualTo("ws://localhost");
    assertThat(Address.of("a.example.com:81", null).url()).isEqualTo("ws://a.example.com:81");
    assertThat(Address.of("A.example.com", null).url()).isEqualTo("wss://a.example.com");
    assertThat(Address.of("a.localhost:81", "https").url()).isEqualTo("wss://a.localhost:81");
    assertThat(Address.of("a.localhost:81", "wss").url()).isEqualTo("wss://a.localhost:81");
    assertThat(Address.of("a.example.com", null).http()).isEqualTo("https://a.example.com");
  }

  @Test
  void conformance_51_messages_after_an_auth_are_allowed_at_once() {
    for (int i = 0; i < 100; i++) {
      var client = stage.connect();
      var answer =
          Nip42.answer(TestRelay.ALICE, "ws://" + TestRelay.HOST, client.challenge(), stage.now());
      client
          .says("[\"AUTH\"," + EventJson.write(answer) + "]")
          .says("[\"REQ\",\"q\",{\"kinds\":[1]}]")
          .hears(Client.ok(answer, "") + "\n[\"EOSE\",\"q\"]");
    }
  }

  @Test
  void conformance_52_the_key_that_authenticated_last_is_the_current_one() {
    var client = stage.connect();
    var challenge = client.challenge();
    var url = "ws://" + TestRelay.HOST;
    for (var who : List.of(TestRelay.MALLORY, TestRelay.BOB)) {
      var answer = Nip42.answer(who, url, challenge, stage.now());
      client.says("[\"AUTH\"," + EventJson.write(answer) + "]").hears(Client.ok(answer, ""));
    }
    var note = TestRelay.note(TestRelay.BOB, "by bob");
    client.publishes(note).hears(Client.ok(note, ""));
    var other = TestRelay.note(TestRelay.MALLORY, "not current any more");
    client
        .publishes(other)
        .hears(Client.refused(other, "restricted: you cannot publish events on behalf of others"));
  }
}
