package caravel.control.hosting.zooid;

import caravel.control.hosting.RelayHost.RelayReply;
import caravel.control.hosting.RelaySpec;
import caravel.control.hosting.usage.UsageHost;
import caravel.outbound.Bulkhead;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// The route of the engine that reports storage, traffic and calls (`/relay/{id}/usage`). A stock
/// zooid does not have it.
final class EngineUsage implements UsageHost {
  private final ZooidApi api;
  private final Bulkhead calls;

  /// @param calls shared with the other calls to the host
  EngineUsage(ZooidApi api, Bulkhead calls) {
    this.api = api;
    this.calls = calls;
  }

  @Override
  public RelayReply<HostUsage> usage(RelaySpec spec, boolean withCalls) {
    return calls.call(
        () -> read(api.usage(spec.identity().id(), withCalls ? "?calls=1" : "")),
        () -> new RelayReply.Unknown<>(ZooidHost.BUSY));
  }

  static RelayReply<HostUsage> read(ZooidReply reply) {
    return switch (ZooidVerdict.of(reply, List.of())) {
      case ZooidVerdict.Done() ->
          reply instanceof ZooidReply.Answer answer
                  && answer.json().path("started_at").isIntegralNumber()
              ? new RelayReply.Answered<>(usage(answer.json()))
              : new RelayReply.Unknown<>("what answers does not speak the engine's API");
      case ZooidVerdict.NoSuchRoute() -> new RelayReply.Off<>();
      case ZooidVerdict.Absent() -> new RelayReply.Unknown<>("the host does not know the relay");
      case ZooidVerdict.Refused(var sentence) -> new RelayReply.Refused<>(sentence);
      case ZooidVerdict.Unknown(var why) -> new RelayReply.Unknown<>(why);
      case ZooidVerdict.Exists() -> new RelayReply.Unknown<>("the host contradicts itself");
    };
  }

  private static HostUsage usage(JsonNode json) {
    var storage =
        new Storage(
            number(json, "events"),
            number(json, "event_bytes"),
            number(json, "files"),
            number(json, "file_bytes"));
    var traffic =
        new Traffic(
            json.path("started_at").asLong(),
            count(json, "events_in"),
            count(json, "events_out"),
            count(json, "bytes_in"),
            count(json, "bytes_out"));
    var limits = new StorageLimits(number(json, "event_bytes_max"), number(json, "file_bytes_max"));
    return new HostUsage(storage, limits, traffic, count(json, "connections"), ongoing(json));
  }

  private static @Nullable List<RelayCall> ongoing(JsonNode json) {
    var listed = json.path("calls");
    return listed.isArray()
        ? listed
            .valueStream()
            .limit(CALLS_MAX)
            .map(call ->
                new RelayCall(
                    call.path("room").asString(""),
                    call.path("name").asString(""),
                    Math.clamp(count(call, "participants"), 0, Integer.MAX_VALUE)))
            .toList()
        : null;
  }

  private static long count(JsonNode json, String field) {
    var known = number(json, field);
    return known == null ? 0 : known;
  }

  private static @Nullable Long number(JsonNode json, String field) {
    var value = json.path(field);
    return value.isIntegralNumber() ? Math.max(0, value.asLong()) : null;
  }
}
