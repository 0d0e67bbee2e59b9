package caravel.control.notify;

import caravel.nostr.Event;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// A notice with what has become of it.
///
/// @param receipts the last of each relay and copy
record StoredNotice(
    String id, Notice notice, Instant createdAt, Progress progress, List<Receipt> receipts) {
  StoredNotice {
    receipts = List.copyOf(receipts);
  }

  /// @param wraps null until the first attempt: made once, so that every try hands over the same;
  ///   null again some time after the last
  /// @param attempts rounds so far
  record Progress(State state, @Nullable Wraps wraps, int attempts) {}

  enum State {
    /// On its way.
    WAITING,
    /// A relay of the tenant has it.
    SENT,
    /// The tenant names no relays for private messages: the web app shows it instead.
    UNREACHABLE,
    /// The operator has configured no relays to look mailboxes up; it is tried again later.
    NOT_CONFIGURED;

    String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /// The same message in two wraps.
  record Wraps(Event recipient, Event own) {}
}
