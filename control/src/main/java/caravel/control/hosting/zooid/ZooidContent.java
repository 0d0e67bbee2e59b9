package caravel.control.hosting.zooid;

import caravel.control.hosting.RelayContent;
import caravel.control.hosting.RelayHost.RelayReply;
import caravel.control.hosting.RelaySpec;
import caravel.nostr.Event;
import caravel.nostr.Filter;
import caravel.outbound.Bulkhead;
import java.util.List;
import tools.jackson.databind.JsonNode;

/// Reads and changes the content of a host's relays over their own addresses.
final class ZooidContent implements RelayContent {
  private static final int EVENTS_MAX = 1_000;

  private final RelayTalk talk;
  private final Orders orders;
  private final Bulkhead calls;

  /// @param calls shared with the other calls to the host
  ZooidContent(RelayTalk talk, Orders orders, Bulkhead calls) {
    this.talk = talk;
    this.orders = orders;
    this.calls = calls;
  }

  @Override
  public RelayReply<List<Event>> query(RelaySpec spec, Filter filter) {
    return calls.call(
        () ->
            switch (talk.ask(spec, filter, EVENTS_MAX)) {
              case RelayTalk.Heard.Events(var events) -> new RelayReply.Answered<>(events);
              case RelayTalk.Heard.Nothing(var why) -> new RelayReply.Unknown<>(why);
            },
        () -> new RelayReply.Unknown<>(ZooidHost.BUSY));
  }

  @Override
  public RelayReply<Event> publish(RelaySpec spec, Draft draft) {
    var event =
        Event.sign(
            spec.identity().secret(),
            draft.createdAt(),
            draft.kind(),
            draft.tags(),
            draft.content());
    return calls.call(
        () ->
            switch (talk.publish(spec, event)) {
              case RelayTalk.Sent.Accepted _ -> new RelayReply.Answered<>(event);
              case RelayTalk.Sent.Refused(var sentence) -> new RelayReply.Refused<>(sentence);
              case RelayTalk.Sent.Unknown(var why) -> new RelayReply.Unknown<>(why);
            },
        () -> new RelayReply.Unknown<>(ZooidHost.BUSY));
  }

  @Override
  public RelayReply<JsonNode> manage(RelaySpec spec, String method, List<?> params) {
    return calls.call(
        () -> orders.call(spec, method, params), () -> new RelayReply.Unknown<>(ZooidHost.BUSY));
  }
}
