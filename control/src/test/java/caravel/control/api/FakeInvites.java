package caravel.control.api;

import caravel.control.hosting.RelayContent;
import caravel.control.hosting.RelayHost.RelayReply;
import caravel.control.hosting.RelaySpec;
import caravel.control.hosting.invites.InviteHost;
import caravel.nostr.Event;
import caravel.nostr.Filter;
import caravel.nostr.Json;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/// A host with one list of invite codes for all its relays, which management calls change. It has
/// no events.
final class FakeInvites implements InviteHost, RelayContent {
  final List<RelayInvite> codes = new ArrayList<>();

  /// Whether the host knows only plain codes, as a stock zooid.
  volatile boolean isPlain;

  @Override
  public RelayReply<List<RelayInvite>> invites(RelaySpec spec) {
    return isPlain ? new RelayReply.Off<>() : new RelayReply.Answered<>(List.copyOf(codes));
  }

  @Override
  public RelayReply<JsonNode> manage(RelaySpec spec, String method, List<?> params) {
    switch (method) {
      case "createclaim" -> codes.add(invite(params));
      case "deleteclaim" -> codes.removeIf(invite -> invite.code().equals(params.getFirst()));
      default -> {
        var names = codes.stream().map(RelayInvite::code).toList();
        return new RelayReply.Answered<>(Json.mapper().valueToTree(names));
      }
    }
    return new RelayReply.Answered<>(Json.mapper().readTree("true"));
  }

  private static RelayInvite invite(List<?> params) {
    var code = String.valueOf(params.getFirst());
    return params.size() == 1
        ? new RelayInvite(code, null, 0, 0, 0)
        : new RelayInvite(code, null, (Long) params.get(1), (Long) params.get(2), 0);
  }

  @Override
  public RelayReply<List<Event>> query(RelaySpec spec, Filter filter) {
    return new RelayReply.Answered<>(List.of());
  }

  @Override
  public RelayReply<Event> publish(RelaySpec spec, Draft draft) {
    return new RelayReply.Unknown<>("this host has no events");
  }
}
