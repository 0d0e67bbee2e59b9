package caravel.control.api;

import caravel.control.hosting.RelayContent;
import caravel.control.hosting.RelayHost.RelayReply;
import caravel.control.hosting.RelaySpec;
import caravel.nostr.Event;
import caravel.nostr.Filter;
import caravel.nostr.Json;
import caravel.nostr.SecretKey;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// A host with one list of messages and one of banned events for all its relays.
final class FakeContent implements RelayContent {
  private static final Comparator<Event> NEWEST_FIRST =
      Comparator.comparingLong(Event::createdAt).reversed();

  final List<Event> stored = new ArrayList<>();

  /// The reasons of banned events, by their ids.
  final Map<String, String> banned = new LinkedHashMap<>();

  /// Replaces the next replies about messages and bans; null = the lists above reply.
  volatile @Nullable RelayReply<?> failure;

  /// Bans before the host stops to answer.
  final AtomicInteger bansBeforeFailure = new AtomicInteger(Integer.MAX_VALUE);

  /// The own key of the relay that was asked last.
  volatile @Nullable SecretKey self;

  private final RelayContent others;

  /// @param others answers all other calls
  FakeContent(RelayContent others) {
    this.others = others;
  }

  @Override
  public RelayReply<List<Event>> query(RelaySpec spec, Filter filter) {
    self = spec.identity().secret();
    if (failure instanceof RelayReply.Unknown<?>) {
      return failed();
    }
    var limit = filter.limit() == null ? Integer.MAX_VALUE : filter.limit();
    var reply = others.query(spec, filter);
    if (!(reply instanceof RelayReply.Answered<List<Event>>(var more))) {
      return reply;
    }
    return new RelayReply.Answered<>(
        Stream.concat(stored.stream().filter(filter::matches), more.stream())
            .sorted(NEWEST_FIRST)
            .limit(limit)
            .toList());
  }

  @Override
  public RelayReply<Event> publish(RelaySpec spec, Draft draft) {
    return others.publish(spec, draft);
  }

  @Override
  public RelayReply<JsonNode> manage(RelaySpec spec, String method, List<?> params) {
    return switch (method) {
      case "banevent" -> ban(params);
      case "allowevent" -> {
        banned.remove(String.valueOf(params.getFirst()));
        yield done();
      }
      case "listbannedevents" -> failure == null ? list() : failed();
      default -> others.manage(spec, method, params);
    };
  }

  private RelayReply<JsonNode> ban(List<?> params) {
    if (failure != null) {
      return failed();
    }
    if (bansBeforeFailure.getAndDecrement() <= 0) {
      return new RelayReply.Unknown<>("no answer in time");
    }
    var id = String.valueOf(params.getFirst());
    banned.putIfAbsent(id, params.size() < 2 ? "" : String.valueOf(params.get(1)));
    stored.removeIf(event -> event.id().hex().equals(id));
    return done();
  }

  private static RelayReply<JsonNode> done() {
    return new RelayReply.Answered<>(Json.mapper().readTree("true"));
  }

  private RelayReply<JsonNode> list() {
    var entries =
        banned.entrySet().stream()
            .map(entry -> Map.of("id", entry.getKey(), "reason", entry.getValue()))
            .toList();
    return new RelayReply.Answered<>(Json.mapper().valueToTree(entries));
  }

  private <T> RelayReply<T> failed() {
    return failure instanceof RelayReply.Off<?>
        ? new RelayReply.Off<>()
        : failure instanceof RelayReply.Refused<?>(var sentence)
            ? new RelayReply.Refused<>(sentence)
            : new RelayReply.Unknown<>("no answer in time");
  }
}
