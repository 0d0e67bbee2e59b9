package caravel.control.hosting.moderation;

import static org.assertj.core.api.Assertions.assertThat;

import caravel.nostr.Event;
import caravel.nostr.SecretKey;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Pages of messages end with a whole second.
final class MessagePageTest {
  private static final SecretKey AUTHOR = SecretKey.parse("0d".repeat(32));

  @Test
  void a_short_list_is_the_last_page() {
    var page = MessagePage.of(messages(50, 1));
    assertThat(page.messages()).hasSize(50);
    assertThat(page.next()).isNull();
  }

  @Test
  void the_next_page_begins_with_the_second_that_did_not_fit() {
    var found = messages(60, 7);
    var page = MessagePage.of(found);
    assertThat(page.messages()).hasSize(49).isEqualTo(found.subList(0, 49));
    assertThat(page.next()).isEqualTo(found.get(49).createdAt());
    assertThat(found.get(49).createdAt()).isLessThan(found.get(48).createdAt());
  }

  @Test
  void a_second_with_too_many_messages_never_repeats_for_ever() {
    var found = messages(90, 90);
    var page = MessagePage.of(found);
    assertThat(page.messages()).hasSize(50);
    assertThat(page.next()).isEqualTo(found.getFirst().createdAt() - 1);
  }

  /// Newest first.
  private static List<Event> messages(int count, int perSecond) {
    var messages = new ArrayList<Event>();
    for (int i = 0; i < count; i++) {
      messages.add(Event.sign(AUTHOR, 10_000 - i / perSecond, 9, List.of(), "Message " + i));
    }
    return messages;
  }
}
