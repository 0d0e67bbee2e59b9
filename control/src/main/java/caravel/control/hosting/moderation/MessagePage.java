package caravel.control.hosting.moderation;

import caravel.nostr.Event;
import caravel.nostr.Filter;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A page of stored messages, newest first.
///
/// @param next the `until` of the next page, in unix seconds; null = this is the last one
record MessagePage(List<Event> messages, @Nullable Long next) {
  /// Most messages of a page.
  static final int MESSAGES_MAX = 50;

  /// Events that are read for a page: more than a page, so that a page can end with a whole second.
  private static final int READ_MAX = 200;

  /// Kinds that people write as texts: notes, chat, threads, pictures, videos, polls, comments,
  /// goals, articles, offers and dates.
  private static final Integer[] KINDS = {
    1, 9, 10, 11, 12, 20, 21, 22, 1_068, 1_111, 9_041, 30_023, 30_402, 31_922, 31_923
  };

  MessagePage {
    messages = List.copyOf(messages);
  }

  /// The filter of a page: the conditions for messages only, with a limit.
  static Filter filter(Filter conditions) {
    return conditions.withKinds(KINDS).withLimit(READ_MAX);
  }

  /// Whether people write events of this kind as texts.
  static boolean hasText(Event event) {
    return List.of(KINDS).contains(event.kind());
  }

  /// Cuts a page from the events that [#filter] selects. A page ends with a whole second, because
  /// the next one begins at a second. Of more than [#MESSAGES_MAX] messages of one second, the rest
  /// is left out.
  ///
  /// @param found newest first
  static MessagePage of(List<Event> found) {
    if (found.size() <= MESSAGES_MAX) {
      return new MessagePage(found, null);
    }
    var second = found.get(MESSAGES_MAX).createdAt();
    var whole = found.stream().takeWhile(event -> event.createdAt() > second).toList();
    return whole.isEmpty()
        ? new MessagePage(found.subList(0, MESSAGES_MAX), second - 1)
        : new MessagePage(whole, second);
  }
}
