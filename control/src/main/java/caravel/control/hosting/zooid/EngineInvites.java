package caravel.control.hosting.zooid;

import caravel.control.hosting.RelayHost.RelayReply;
import caravel.control.hosting.RelaySpec;
import caravel.control.hosting.invites.InviteHost;
import caravel.outbound.Bulkhead;
import java.util.List;
import tools.jackson.databind.JsonNode;

/// The route of the engine that lists invite codes with their limits (`/relay/{id}/invites`). A
/// stock zooid does not have it.
final class EngineInvites implements InviteHost {
  private final ZooidApi api;
  private final Bulkhead calls;

  /// @param calls shared with the other calls to the host
  EngineInvites(ZooidApi api, Bulkhead calls) {
    this.api = api;
    this.calls = calls;
  }

  @Override
  public RelayReply<List<RelayInvite>> invites(RelaySpec spec) {
    return calls.call(
        () -> listed(api.invites(spec.identity().id())),
        () -> new RelayReply.Unknown<>(ZooidHost.BUSY));
  }

  private static RelayReply<List<RelayInvite>> listed(ZooidReply reply) {
    return switch (ZooidVerdict.of(reply, List.of())) {
      case ZooidVerdict.Done() ->
          reply instanceof ZooidReply.Answer answer && answer.json().path("invites").isArray()
              ? new RelayReply.Answered<>(
                  answer.json().path("invites").valueStream().map(EngineInvites::invite).toList())
              : new RelayReply.Unknown<>("what answers does not speak the engine's API");
      case ZooidVerdict.NoSuchRoute() -> new RelayReply.Off<>();
      case ZooidVerdict.Absent() -> new RelayReply.Unknown<>("the host does not know the relay");
      case ZooidVerdict.Refused(var sentence) -> new RelayReply.Refused<>(sentence);
      case ZooidVerdict.Unknown(var why) -> new RelayReply.Unknown<>(why);
      case ZooidVerdict.Exists() -> new RelayReply.Unknown<>("the host contradicts itself");
    };
  }

  private static RelayInvite invite(JsonNode json) {
    return new RelayInvite(
        json.path("code").asString(""),
        MemberList.key(json.path("inviter").asString("")).findFirst().orElse(null),
        json.path("expires_at").asLong(),
        json.path("uses_max").asLong(),
        json.path("uses").asLong());
  }
}
