package caravel.control.notify;

import caravel.nostr.Event;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// A notice with its delivery state.
///
/// @param receipts the last one of each relay and copy
record StoredNotice(
    String id, Notice notice, Instant createdAt, Progress progress, List<Receipt> receipts) {
  StoredNotice {
    receipts = List.copyOf(receipts);
  }

  /// @param wraps null until the first attempt, and again some time after the last; created once,
  ///   so that every try sends the same events
  /// @param attempts rounds so far
  record Progress(State state, @Nullable Wraps wraps, int attempts) {}

  enum State {
    /// Not sent yet.
    WAITING,
    /// A relay of the tenant has it.
    SENT,
    /// The tenant names no relays for private messages: only the web app shows it.
    UNREACHABLE,
    /// The operator has configured no relays to look up mailboxes; retried later.
    NOT_CONFIGURED;

    String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /// The two wraps of one message.
  record Wraps(Event recipient, Event own) {}
}
