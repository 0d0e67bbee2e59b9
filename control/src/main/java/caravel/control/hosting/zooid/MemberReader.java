package caravel.control.hosting.zooid;

import caravel.control.hosting.RelayHost.Membership;
import caravel.control.hosting.RelayHost.RelayReply;
import caravel.control.hosting.RelaySpec;
import caravel.control.hosting.members.KeyRange;
import caravel.control.hosting.members.MemberPage;
import caravel.nostr.PublicKey;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// Reads members from the host's API. The engine answers with pages. A stock zooid ignores their
/// parameters and answers with the whole list, of which the page is taken here.
final class MemberReader {
  /// Most keys that one call of the engine looks up.
  private static final int LOOKUP_KEYS_MAX = 100;

  private static final String NOT_ZOOID = "what answers does not speak zooid's API";

  private final ZooidApi api;
  private final MemberList publishedList;
  private final Function<RelaySpec, List<String>> secrets;

  /// @param publishedList for zooids whose API has no members
  /// @param secrets texts that no message may contain
  MemberReader(ZooidApi api, MemberList publishedList, Function<RelaySpec, List<String>> secrets) {
    this.api = api;
    this.publishedList = publishedList;
    this.secrets = secrets;
  }

  private sealed interface Answer {
    record Whole(List<PublicKey> keys) implements Answer {}

    record Part(MemberPage page) implements Answer {}

    record Unknown(String why) implements Answer {}
  }

  Membership all(RelaySpec spec) {
    return switch (read(spec, "")) {
      case Answer.Whole(var keys) -> new Membership.Listed(keys);
      case Answer.Part(var page) -> new Membership.Listed(page.members());
      case Answer.Unknown(var why) -> new Membership.Unknown(why);
    };
  }

  RelayReply<MemberPage> page(
      RelaySpec spec, KeyRange range, @Nullable PublicKey after, int limit) {
    var query =
        "?limit=%d&from=%s&to=%s".formatted(limit, range.first(), range.last())
            + (after == null ? "" : "&after=" + after);
    return switch (read(spec, query)) {
      case Answer.Whole(var keys) ->
          new RelayReply.Answered<>(MemberPage.of(keys, range, after, limit));
      case Answer.Part(var page) -> new RelayReply.Answered<>(page);
      case Answer.Unknown(var why) -> new RelayReply.Unknown<>(why);
    };
  }

  RelayReply<MemberPage> among(RelaySpec spec, Collection<PublicKey> keys) {
    var found = new ArrayList<PublicKey>();
    var total = 0;
    var sorted = keys.stream().distinct().sorted().toList();
    for (var at = 0; at < sorted.size(); at += LOOKUP_KEYS_MAX) {
      var some = sorted.subList(at, Math.min(sorted.size(), at + LOOKUP_KEYS_MAX));
      var query = some.stream().map(PublicKey::hex).collect(Collectors.joining(",", "?keys=", ""));
      switch (read(spec, query)) {
        case Answer.Whole(var all) -> {
          return new RelayReply.Answered<>(MemberPage.among(all, keys));
        }
        case Answer.Part(var page) -> {
          found.addAll(page.members());
          total = page.total();
        }
        case Answer.Unknown(var why) -> {
          return new RelayReply.Unknown<>(why);
        }
      }
    }
    return new RelayReply.Answered<>(new MemberPage(found, total, found.size(), false));
  }

  private Answer read(RelaySpec spec, String query) {
    var reply = api.members(spec.identity().id(), query);
    return switch (ZooidVerdict.of(reply, secrets.apply(spec))) {
      case ZooidVerdict.Done() ->
          reply instanceof ZooidReply.Answer answer
              ? answer(spec, answer.json())
              : new Answer.Unknown(NOT_ZOOID);
      case ZooidVerdict.NoSuchRoute() ->
          switch (publishedList.read(spec)) {
            case Membership.Listed(var keys) -> new Answer.Whole(keys);
            case Membership.Unknown(var why) -> new Answer.Unknown(why);
          };
      case ZooidVerdict.Absent() -> new Answer.Unknown("the host does not know the relay");
      case ZooidVerdict.Exists() -> new Answer.Unknown("the host contradicts itself");
      case ZooidVerdict.Refused(var sentence) -> new Answer.Unknown(sentence);
      case ZooidVerdict.Unknown(var why) -> new Answer.Unknown(why);
    };
  }

  /// Only a page has the number of all members.
  private static Answer answer(RelaySpec spec, JsonNode json) {
    if (!json.path("members").isArray()) {
      return new Answer.Unknown(NOT_ZOOID);
    }
    var self = spec.identity().secret().publicKey();
    var keys =
        MemberList.keys(
            json.path("members").valueStream().map((JsonNode key) -> key.stringValue("")), self);
    if (!json.path("total").isIntegralNumber()) {
      return new Answer.Whole(keys);
    }
    var hasMore = !keys.isEmpty() && !json.path("next").stringValue("").isEmpty();
    return new Answer.Part(
        new MemberPage(keys, json.path("total").asInt(0), json.path("matched").asInt(0), hasMore));
  }
}
