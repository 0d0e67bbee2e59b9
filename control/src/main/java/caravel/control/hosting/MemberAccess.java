package caravel.control.hosting;

import caravel.control.auth.Caller;
import caravel.control.hosting.RelayAccess.Target;
import caravel.control.hosting.RelayHost.Membership;
import caravel.control.hosting.RelayHost.PeopleChange;
import caravel.control.hosting.RelayHost.RelayBan;
import caravel.control.hosting.RelayHost.RelayReply;
import caravel.control.hosting.members.KeyRange;
import caravel.control.hosting.members.MemberPage;
import caravel.control.hosting.members.MemberQuery;
import caravel.control.hosting.members.MemberSearch;
import caravel.control.plan.Plan;
import caravel.control.plan.Plans;
import caravel.control.problem.Problem;
import caravel.control.relay.Relay;
import caravel.control.relay.RelayProgress;
import caravel.nostr.PublicKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Reads and changes the members and bans of relays. The relay itself stores the lists; changes are
/// recorded and counted here. Refusals are thrown as [Problem]s.
///
/// No network call happens inside a transaction: the relay makes the change first, then it is
/// recorded.
final class MemberAccess {
  private final RelayProgress relays;
  private final RelayAccess access;
  private final Plans plans;
  private final MemberSearch search;

  MemberAccess(RelayProgress relays, RelayAccess access, Plans plans) {
    this.relays = relays;
    this.access = access;
    this.plans = plans;
    this.search = new MemberSearch(access);
  }

  /// Lists the members, and updates the stored count.
  List<PublicKey> members(Relay relay) {
    if (!relay.seen().answeredOnce()) {
      return List.of();
    }
    var target = access.target(relay);
    var members = read(target);
    if (relay.wantedOnline()) {
      count(relay, members.size());
    }
    return members;
  }

  /// Reads a page of the members, and updates the stored count.
  MemberSearch.Found page(Relay relay, MemberQuery query) {
    if (!relay.seen().answeredOnce()) {
      return new MemberSearch.Found(
          new MemberPage(List.of(), 0, 0, false), MemberSearch.Names.NONE);
    }
    var target = access.target(relay);
    var found =
        query.search().isEmpty()
            ? new MemberSearch.Found(
                read(target, KeyRange.ALL, query.after(), query.limit()), MemberSearch.Names.ALL)
            : search.find(target, query);
    if (relay.wantedOnline()) {
      count(relay, found.page().total());
    }
    return found;
  }

  /// Whether one person is a member, beside the members of the relay.
  ///
  /// @param members all of them in ascending order; null = more than [MemberPage#LIMIT_MAX]
  record MemberState(boolean isMember, int total, @Nullable List<PublicKey> members) {}

  /// The result of a change of one member.
  ///
  /// @param changed false = it was so before
  record Changed(boolean changed, MemberState after) {}

  Changed changeMembers(Relay relay, PeopleChange change, Caller caller) {
    refuseOwnerOut(relay, change);
    return access.inTurn(
        relay,
        () -> {
          var target = access.managed(relay);
          refuseSelf(target, change);
          refuseTeamOut(target, change);
          var before = RelayAccess.answer(target, state(target, change.pubkey()));
          var toCome = change instanceof PeopleChange.Add;
          if (!toCome && !before.isMember()) {
            return new Changed(false, before);
          }
          if (toCome && !before.isMember()) {
            refuseFull(relay, before.total());
          }
          RelayAccess.answer(target, target.host().change(target.spec(), change));
          var after = reread(target, change.pubkey()).orElseGet(() -> expected(before, change));
          if (toCome && before.isMember()) {
            count(relay, after.total());
          } else {
            tell(relay, change, caller, after.total());
          }
          return new Changed(toCome != before.isMember(), after);
        });
  }

  List<RelayBan> bans(Relay relay) {
    var target = access.managed(relay);
    return RelayAccess.answer(target, target.host().bans(target.spec()));
  }

  /// Returns the bans after the change.
  List<RelayBan> changeBans(Relay relay, PeopleChange change, Caller caller) {
    refuseOwnerOut(relay, change);
    return access.inTurn(
        relay,
        () -> {
          var target = access.managed(relay);
          refuseSelf(target, change);
          refuseTeamOut(target, change);
          var before = RelayAccess.answer(target, target.host().bans(target.spec()));
          var wasBanned = before.stream().anyMatch(ban -> ban.pubkey().equals(change.pubkey()));
          if (change instanceof PeopleChange.LiftBan && !wasBanned) {
            return before;
          }
          RelayAccess.answer(target, target.host().change(target.spec(), change));
          var members = reread(target, change.pubkey()).map(MemberState::total).orElse(null);
          tell(relay, change, caller, members);
          return switch (target.host().bans(target.spec())) {
            case RelayReply.Answered<List<RelayBan>>(var after) -> after;
            case RelayReply.Refused<List<RelayBan>> _,
                RelayReply.Off<List<RelayBan>> _,
                RelayReply.Unknown<List<RelayBan>> _ ->
                expected(before, change);
          };
        });
  }

  private static String out(PeopleChange change) {
    return switch (change) {
      case PeopleChange.Remove _ -> "removed";
      case PeopleChange.Ban _ -> "banned";
      case PeopleChange.Add _, PeopleChange.LiftBan _ -> "";
    };
  }

  /// A relay keeps the people with a role as members, so the role ends first.
  private static void refuseTeamOut(Target target, PeopleChange change) {
    var out = out(change);
    if (!out.isEmpty() && target.spec().info().managers().contains(change.pubkey())) {
      throw Problem.invalid(
              "pubkey",
              "This person is in the relay’s team and can’t be "
                  + out
                  + ". Remove them from the team first.")
          .asException();
    }
  }

  private static void refuseOwnerOut(Relay relay, PeopleChange change) {
    var out = out(change);
    if (!out.isEmpty() && change.pubkey().equals(relay.tenant())) {
      throw Problem.invalid("pubkey", "The owner of a relay can’t be " + out + ".").asException();
    }
  }

  /// A ban of the relay's own key would remove the list of members.
  private static void refuseSelf(Target target, PeopleChange change) {
    if (target.isSelf(change.pubkey())) {
      throw Problem.invalid("pubkey", "This is the relay’s own key. It doesn’t belong to a person.")
          .asException();
    }
  }

  private void refuseFull(Relay relay, int members) {
    var plan = plans.byId(relay.wishes().planId());
    if (plan.isPresent() && !plan.orElseThrow().holds(members + 1)) {
      throw full(plan.orElseThrow(), members).asException();
    }
  }

  private static Problem full(Plan plan, int members) {
    return new Problem.Invalid(
        "member-limit-exceeded",
        null,
        "This relay has "
            + members
            + (members == 1 ? " member" : " members")
            + ", as many as the plan "
            + plan.name()
            + " allows. Remove someone first, or choose a larger plan.");
  }

  private static List<PublicKey> read(Target target) {
    return switch (target.host().members(target.spec())) {
      case Membership.Listed(var keys) -> keys;
      case Membership.Unknown(var why) -> throw RelayAccess.unreachable(target, why);
    };
  }

  private static MemberPage read(
      Target target, KeyRange range, @Nullable PublicKey after, int limit) {
    return RelayAccess.answer(target, target.host().memberPage(target.spec(), range, after, limit));
  }

  /// Reads one page. A relay with more members needs a second call.
  private static RelayReply<MemberState> state(Target target, PublicKey key) {
    var host = target.host();
    var reply = host.memberPage(target.spec(), KeyRange.ALL, null, MemberPage.LIMIT_MAX);
    if (reply instanceof RelayReply.Answered<MemberPage>(var first) && !first.hasMore()) {
      var all = first.members();
      return new RelayReply.Answered<>(new MemberState(all.contains(key), first.total(), all));
    }
    if (reply instanceof RelayReply.Answered<MemberPage>) {
      reply = host.memberPage(target.spec(), KeyRange.of(key), null, 1);
    }
    return switch (reply) {
      case RelayReply.Answered<MemberPage>(var found) ->
          new RelayReply.Answered<>(new MemberState(found.matched() > 0, found.total(), null));
      case RelayReply.Refused<MemberPage>(var sentence) -> new RelayReply.Refused<>(sentence);
      case RelayReply.Off<MemberPage> _ -> new RelayReply.Off<>();
      case RelayReply.Unknown<MemberPage>(var why) -> new RelayReply.Unknown<>(why);
    };
  }

  /// The change is done, even if the members cannot be read again.
  private static Optional<MemberState> reread(Target target, PublicKey key) {
    return state(target, key) instanceof RelayReply.Answered<MemberState>(var after)
        ? Optional.of(after)
        : Optional.empty();
  }

  private void count(Relay relay, int members) {
    var known = relay.seen().memberCount();
    if (known == null || known != members) {
      relays.membersSeen(relay.id(), members);
    }
  }

  private void tell(Relay relay, PeopleChange change, Caller caller, @Nullable Integer members) {
    var reason = change instanceof PeopleChange.Ban(_, var given) ? given : "";
    var done = new RelayProgress.Done(type(change), change.pubkey(), reason, caller);
    relays.peopleChanged(relay.id(), done, members);
  }

  private static String type(PeopleChange change) {
    return switch (change) {
      case PeopleChange.Add _ -> "add_member";
      case PeopleChange.Remove _ -> "remove_member";
      case PeopleChange.Ban _ -> "ban_member";
      case PeopleChange.LiftBan _ -> "unban_member";
    };
  }

  private static MemberState expected(MemberState before, PeopleChange change) {
    var key = change.pubkey();
    var isIn = change instanceof PeopleChange.Add;
    var members = before.members();
    var others =
        members == null ? null : members.stream().filter(other -> !other.equals(key)).toList();
    return new MemberState(
        isIn,
        before.total() + (isIn ? 1 : 0) - (before.isMember() ? 1 : 0),
        others == null || !isIn
            ? others
            : Stream.concat(others.stream(), Stream.of(key)).sorted().toList());
  }

  private static List<RelayBan> expected(List<RelayBan> before, PeopleChange change) {
    var bans =
        new ArrayList<>(
            before.stream().filter(ban -> !ban.pubkey().equals(change.pubkey())).toList());
    if (change instanceof PeopleChange.Ban(var who, var reason)) {
      bans.add(new RelayBan(who, reason));
    }
    return bans;
  }
}
