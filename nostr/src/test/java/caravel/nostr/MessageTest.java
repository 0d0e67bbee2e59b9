package caravel.nostr;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

final class MessageTest {
  private static final SecretKey KEY = SecretKey.parse("01".repeat(32));
  private static final Event EVENT = Event.sign(KEY, 5, 1, List.of(), "hi \"there\"");

  static Stream<RelayMessage> relayMessages() {
    return Stream.of(
        new RelayMessage.Auth("challenge \"1\""),
        new RelayMessage.Ok(EVENT.id(), true, ""),
        new RelayMessage.Ok(EVENT.id(), false, "invalid: \n"),
        new RelayMessage.EventFor("s", EVENT),
        new RelayMessage.EventFor("", EVENT.withoutSignature()),
        new RelayMessage.Eose("s"),
        new RelayMessage.Closed("s", "restricted: no"),
        new RelayMessage.Notice("hello"),
        new RelayMessage.Other(Json.tree("[\"COUNT\",\"s\",{\"count\":1}]")));
  }

  @ParameterizedTest
  @MethodSource("relayMessages")
  void relay_messages_survive_a_round_trip(RelayMessage message) {
    assertThat(RelayMessage.parse(message.write())).isEqualTo(message);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{}",
        "[]",
        "[1]",
        "[\"OK\"]",
        "[\"OK\",\"x\",true,\"\"]",
        "[\"EOSE\",1]",
        "[\"EVENT\"]",
        "[\"EVENT\",\"s\"]",
        "[\"EVENT\",\"s\",5]",
        "[\"AUTH\"]",
        "[\"NOTICE\",\"x\"",
        "[\"NOTICE\"",
        "[\"NOTICE\",\"x\"]]",
        "[\"NOTICE\",\"x\"][]",
        "[\"CLOSED\",\"s\"]"
      })
  void an_invalid_relay_message_is_malformed(String text) {
    assertThatThrownBy(() -> RelayMessage.parse(text)).isInstanceOf(MalformedException.class);
  }

  @Test
  void further_elements_are_passed_over() {
    assertThat(RelayMessage.parse("[\"EOSE\",\"s\",{\"more\":[1]}]"))
        .isEqualTo(new RelayMessage.Eose("s"));
  }

  @Test
  void client_messages_are_written_as_in_nip_01() {
    assertThat(new ClientMessage.Publish(EVENT).write())
        .isEqualTo("[\"EVENT\"," + EventJson.write(EVENT) + "]");
    assertThat(new ClientMessage.Authenticate(EVENT).write())
        .isEqualTo("[\"AUTH\"," + EventJson.write(EVENT) + "]");
    assertThat(new ClientMessage.Unsubscribe("a\"b").write()).isEqualTo("[\"CLOSE\",\"a\\\"b\"]");
    var filters = List.of(Filter.all().withKinds(1).withLimit(0), Filter.all());
    assertThat(new ClientMessage.Subscribe("s", filters).write())
        .isEqualTo("[\"REQ\",\"s\",{\"kinds\":[1],\"limit\":0},{}]");
  }

  static Stream<ClientMessage> clientMessages() {
    var filters = List.of(Filter.all().withKinds(1).withLimit(0), Filter.all());
    return Stream.of(
        new ClientMessage.Publish(EVENT),
        new ClientMessage.Authenticate(EVENT),
        new ClientMessage.Unsubscribe("a\"b"),
        new ClientMessage.Subscribe("s", filters),
        new ClientMessage.Count("s", filters),
        new ClientMessage.FromRelay("EOSE"));
  }

  @ParameterizedTest
  @MethodSource("clientMessages")
  void what_a_client_says_survives_the_round_trip(ClientMessage message) {
    assertThat(ClientMessage.parse(message.write().getBytes(StandardCharsets.UTF_8)))
        .isEqualTo(message);
  }

  @Test
  void the_answer_to_a_challenge_names_it_and_the_relay() {
    var answer = Nip42.answer(KEY, "wss://relay.example.com/", "abc", 7);
    assertThat(answer.check()).isEqualTo(Event.Check.GENUINE);
    assertThat(answer.kind()).isEqualTo(22_242);
    assertThat(answer.createdAt()).isEqualTo(7);
    assertThat(answer.tags())
        .containsExactly(List.of("relay", "wss://relay.example.com/"), List.of("challenge", "abc"));
  }
}
