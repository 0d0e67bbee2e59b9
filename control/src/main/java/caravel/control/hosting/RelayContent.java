package caravel.control.hosting;

import caravel.control.hosting.RelayHost.RelayReply;
import caravel.nostr.Event;
import caravel.nostr.Filter;
import java.util.List;
import tools.jackson.databind.JsonNode;

/// The events and the management of an online relay, used with the relay's own key. Every result is
/// a value, including an unknown outcome.
public interface RelayContent {
  /// Reads stored events, newest first. Their ids are valid; signatures may be stripped.
  ///
  /// @param filter with a limit; at most 1,000 events are read
  RelayReply<List<Event>> query(RelaySpec spec, Filter filter);

  /// Publishes an event that is signed with the relay's own key. May be repeated with the same
  /// draft: the relay answers a duplicate like the first one.
  ///
  /// @return the signed event
  RelayReply<Event> publish(RelaySpec spec, Draft draft);

  /// Calls a management method of the relay (NIP-86), and returns its `result`.
  RelayReply<JsonNode> manage(RelaySpec spec, String method, List<?> params);

  /// An event without author and signature.
  ///
  /// @param createdAt seconds since 1970
  record Draft(long createdAt, int kind, List<List<String>> tags, String content) {
    public Draft {
      tags = tags.stream().map(List::copyOf).toList();
    }
  }
}
