package caravel.control.hosting;

import caravel.control.auth.Caller;
import caravel.control.hosting.RelayAccess.Target;
import caravel.control.hosting.RelayHost.Membership;
import caravel.control.hosting.RelayHost.PeopleChange;
import caravel.control.hosting.RelayHost.RelayBan;
import caravel.control.hosting.RelayHost.RelayReply;
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

  MemberAccess(RelayProgress relays, RelayAccess access, Plans plans) {
    this.relays = relays;
    this.access = access;
    this.plans = plans;
  }

  /// Lists the members, and updates the stored count.
  List<PublicKey> members(Relay relay) {
    if (!relay.seen().answeredOnce()) {
      return List.of();
    }
    var target = access.target(relay);
    var members = read(target);
    if (relay.wantedOnline()) {
      count(relay, members);
    }
    return members;
  }

  /// Returns the members after the change.
  List<PublicKey> changeMembers(Relay relay, PeopleChange change, Caller caller) {
    refuseOwnerOut(relay, change);
    return access.inTurn(
        relay,
        () -> {
          var target = access.managed(relay);
          refuseSelf(target, change);
          refuseTeamOut(target, change);
          var before = read(target);
          var wasIn = before.contains(change.pubkey());
          var toCome = change instanceof PeopleChange.Add;
          if (!toCome && !wasIn) {
            return before;
          }
          if (toCome && !wasIn) {
            refuseFull(relay, before.size());
          }
          RelayAccess.answer(target, target.host().change(target.spec(), change));
          var after =
              reread(target)
                  .orElseGet(() -> toCome ? with(before, change) : without(before, change));
          if (toCome && wasIn) {
            count(relay, after);
          } else {
            tell(relay, change, caller, after.size());
          }
          return after;
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
          var members = reread(target).map(List::size).orElse(null);
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

  private List<PublicKey> read(Target target) {
    return switch (target.host().members(target.spec())) {
      case Membership.Listed(var keys) -> keys;
      case Membership.Unknown(var why) -> throw RelayAccess.unreachable(target, why);
    };
  }

  /// The change is done, even if the list cannot be read again.
  private static Optional<List<PublicKey>> reread(Target target) {
    return switch (target.host().members(target.spec())) {
      case Membership.Listed(var keys) -> Optional.of(keys);
      case Membership.Unknown _ -> Optional.empty();
    };
  }

  private void count(Relay relay, List<PublicKey> members) {
    var known = relay.seen().memberCount();
    if (known == null || known != members.size()) {
      relays.membersSeen(relay.id(), members.size());
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

  private static List<PublicKey> with(List<PublicKey> members, PeopleChange change) {
    return Stream.concat(members.stream(), Stream.of(change.pubkey())).distinct().sorted().toList();
  }

  private static List<PublicKey> without(List<PublicKey> members, PeopleChange change) {
    return members.stream().filter(key -> !key.equals(change.pubkey())).toList();
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
