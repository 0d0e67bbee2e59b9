package caravel.engine.push;

import static org.assertj.core.api.Assertions.assertThat;

import caravel.engine.push.PushSubscription.Parsed;
import caravel.nostr.Event;
import caravel.nostr.SecretKey;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class PushSubscriptionTest {
  private static final String HOST = "club.example.com";
  private static final SecretKey AUTHOR = SecretKey.parse("06".repeat(32));
  private static final SecretKey OTHER = SecretKey.parse("07".repeat(32));
  private static final List<List<String>> VALID =
      List.of(
          List.of("d", "1"),
          List.of("relay", "wss://club.example.com/"),
          List.of("filter", "{\"kinds\":[1]}"),
          List.of("callback", "https://push.example.com/c?x=1"));

  private static Event event(List<List<String>> tags) {
    return Event.sign(AUTHOR, 1, 30_390, tags, "");
  }

  private static List<List<String>> with(String name, String... values) {
    var tags = new ArrayList<>(VALID.stream().filter(tag -> !tag.getFirst().equals(name)).toList());
    for (var value : values) {
      tags.add(List.of(name, value));
    }
    return tags;
  }

  private static List<List<String>> plus(List<String> tag) {
    var tags = new ArrayList<>(VALID);
    tags.add(tag);
    return tags;
  }

  private static String refusal(List<List<String>> tags) {
    return switch (PushSubscription.parse(event(tags), HOST)) {
      case Parsed.Valid _ -> "";
      case Parsed.Invalid(var text) -> text;
    };
  }

  private static PushSubscription valid(List<List<String>> tags) {
    assertThat(refusal(tags)).isEmpty();
    return ((Parsed.Valid) PushSubscription.parse(event(tags), HOST)).subscription();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "d|''|invalid: missing or empty d tag",
        "relay|ws://club.example.com/|invalid: relay tag does not match this relay's URL",
        "relay|wss://club.example.com|invalid: relay tag does not match this relay's URL",
        "filter|not json|invalid: filter tag contains invalid JSON: not a Nostr filter",
        "filter|[]|invalid: filter tag contains invalid JSON: not a Nostr filter",
        "filter|''|invalid: filter tag contains invalid JSON: not a Nostr filter",
        "filter|{\"kinds\":1}|invalid: filter tag contains invalid JSON: not a Nostr filter",
        "ignore|x|invalid: ignore tag contains invalid JSON: not a Nostr filter",
        "callback|''|invalid: empty callback tag",
        "callback|nonsense|invalid: callback must be a valid HTTP or HTTPS URL",
        "callback|ftp://x.example/|invalid: callback must be a valid HTTP or HTTPS URL",
        "callback|http://|invalid: callback must be a valid HTTP or HTTPS URL",
        "callback|https://localhost/|invalid: callback must be a valid HTTP or HTTPS URL",
        "callback|https://me@x.example/|invalid: callback must be a valid HTTP or HTTPS URL",
        "callback|https://2130706433/|invalid: callback must be a valid HTTP or HTTPS URL",
        "callback|https://x.example:8443/|invalid: callback must use port 443, or port 80 with"
            + " http://",
      })
  void a_wrong_tag_is_refused_with_its_reason(String tag, String value, String text) {
    assertThat(refusal(with(tag, value))).isEqualTo(text);
  }

  @ParameterizedTest
  @CsvSource({
    "d,invalid: missing or empty d tag",
    "relay,invalid: relay tag does not match this relay's URL",
    "filter,invalid: at least one filter tag is required",
    "callback,invalid: missing callback tag",
  })
  void a_tag_without_a_value_is_missing(String name, String text) {
    assertThat(refusal(with(name))).isEqualTo(text);
    var empty = new ArrayList<>(with(name));
    empty.add(List.of(name));
    assertThat(refusal(empty)).isEqualTo(text);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://127.0.0.1:1/none",
        "http://10.0.0.1/",
        "https://169.254.169.254/latest",
        "https://192.168.1.1:8443/",
        "http://[::1]/",
        "http://[fe80::1]/",
        "http://[::ffff:127.0.0.1]/",
        "https://224.0.0.1/",
        "http://0.0.0.0/",
      })
  void a_private_address_is_refused(String callback) {
    assertThat(refusal(with("callback", callback)))
        .isEqualTo("invalid: callback must not point to a local or internal address");
  }

  @Test
  void a_second_callback_is_refused() {
    assertThat(refusal(plus(List.of("callback", "https://x.example/"))))
        .isEqualTo("invalid: too many callback tags");
  }

  @Test
  void filters_are_bounded_in_number_and_size() {
    var eleven = Collections.nCopies(11, "{}").toArray(String[]::new);
    assertThat(refusal(with("filter", eleven))).contains("at most 10 filter and ignore tags");
    assertThat(refusal(with("ignore", eleven))).contains("at most 10 filter and ignore tags");
    var ids = String.join(",", Collections.nCopies(245, "\"" + "a".repeat(64) + "\""));
    assertThat(refusal(with("filter", "{\"ids\":[" + ids + "]}"))).contains("at most 16384");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"https://93.184.216.34/", "http://push.example.com/a", "https://x.org:443/"})
  void a_public_callback_is_accepted(String callback) {
    assertThat(refusal(with("callback", callback))).isEmpty();
  }

  @Test
  void one_filter_must_match_and_none_that_is_ignored_and_own_events_never_do() {
    var tags = new ArrayList<>(with("filter", "{\"kinds\":[1]}", "{\"kinds\":[9]}"));
    tags.add(List.of("ignore", "{\"#t\":[\"noise\"]}"));
    var subscription = valid(tags);
    assertThat(subscription.matches(Event.sign(OTHER, 1, 1, List.of(), ""))).isTrue();
    assertThat(subscription.matches(Event.sign(OTHER, 1, 9, List.of(), ""))).isTrue();
    assertThat(subscription.matches(Event.sign(OTHER, 1, 7, List.of(), ""))).isFalse();
    assertThat(subscription.matches(Event.sign(OTHER, 1, 1, List.of(List.of("t", "noise")), "")))
        .isFalse();
    assertThat(subscription.matches(Event.sign(AUTHOR, 1, 1, List.of(), ""))).isFalse();
  }

  @Test
  void the_event_is_included_only_for_a_tag_with_a_value() {
    assertThat(valid(VALID).includesEvent()).isFalse();
    assertThat(valid(plus(List.of("include_event"))).includesEvent()).isFalse();
    assertThat(valid(plus(List.of("include_event", ""))).includesEvent()).isTrue();
  }

  @Test
  void the_index_replaces_by_author_and_identifier_and_never_removes_a_newer_one() {
    var index = new PushIndex();
    var first = valid(VALID);
    var next = valid(with("filter", "{\"kinds\":[9]}"));
    var note = Event.sign(OTHER, 1, 1, List.of(), "");
    var chat = Event.sign(OTHER, 1, 9, List.of(), "");
    index.put(first);
    index.put(next);
    index.remove(first);
    assertThat(index.matching(note, _ -> {})).isEmpty();
    assertThat(index.matching(chat, _ -> {})).containsExactly(next);
    index.remove(next);
    assertThat(index.matching(chat, _ -> {})).isEmpty();
    assertThat(index.hasRoomFor(next)).isTrue();
  }

  @Test
  void the_index_is_bounded_in_heap() {
    var big = new StringBuilder("{\"kinds\":[1");
    for (int kind = 2; kind < 2_500; kind++) {
      big.append(',').append(kind);
    }
    var index = new PushIndex();
    int added = 0;
    while (added < 1_000) {
      var tags = new ArrayList<>(with("filter", big + "]}"));
      tags.set(0, List.of("d", "n" + added));
      var subscription = valid(tags);
      if (!index.hasRoomFor(subscription)) {
        break;
      }
      index.put(subscription);
      added++;
    }
    assertThat(added).isBetween(5, 100);
  }
}
