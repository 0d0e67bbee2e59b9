package caravel.control.hosting;

import caravel.control.hosting.RelayHost.Membership;
import caravel.control.hosting.RelayHost.PeopleChange;
import caravel.control.hosting.RelayHost.RelayBan;
import caravel.control.hosting.RelayHost.RelayReply;
import caravel.control.hosting.kit.KitReader;
import caravel.nostr.PublicKey;
import java.util.HashSet;
import java.util.List;
import java.util.stream.Collectors;

/// Adds the bans and members of an exit kit to a relay. The relay stores its lists with its own
/// key, so each person is one request. For one import; repeating the import is safe.
public final class KitPeople {
  private final RelayHost host;
  private final RelaySpec spec;
  private String problem = "";
  private int membersAdded;
  private int bansAdded;

  public KitPeople(RelayHost host, RelaySpec spec) {
    this.host = host;
    this.spec = spec;
  }

  /// The result.
  ///
  /// @param members that were added
  /// @param bans that were added
  /// @param problem why the rest was not added, for the owner; `""` = all were
  public record Added(int members, int bans, String problem) {
    static Added none(String problem) {
      return new Added(0, 0, problem);
    }
  }

  /// @param tick called after each person
  public Added add(KitReader.People people, Runnable tick) {
    if (people.members().isEmpty() && people.bans().isEmpty()) {
      return Added.none("");
    }
    if (!(host.members(spec) instanceof Membership.Listed(var members))
        || !(host.bans(spec) instanceof RelayReply.Answered<List<RelayBan>>(var bans))) {
      return Added.none(
          "The members and bans of the exit kit were not added: the relay must be online, and"
              + " “Moderation from your app” must be on. Import the file again then.");
    }
    var banned = bans.stream().map(RelayBan::pubkey).collect(Collectors.toSet());
    for (var ban : people.bans().entrySet()) {
      if (!banned.contains(ban.getKey()) && !isFounder(ban.getKey())) {
        bansAdded += send(new PeopleChange.Ban(ban.getKey(), ban.getValue()), tick);
      }
    }
    // Adding a member would lift a ban that this relay has.
    var skipped = new HashSet<>(members);
    skipped.addAll(banned);
    skipped.addAll(people.bans().keySet());
    for (var member : people.members()) {
      if (!isFounder(member) && skipped.add(member)) {
        membersAdded += send(new PeopleChange.Add(member), tick);
      }
    }
    return new Added(membersAdded, bansAdded, problem);
  }

  private boolean isFounder(PublicKey who) {
    return who.equals(spec.info().owner()) || who.equals(spec.identity().secret().publicKey());
  }

  /// Sends nothing more after the first failure.
  ///
  /// @return changes that were made
  private int send(PeopleChange change, Runnable tick) {
    if (!problem.isEmpty()) {
      return 0;
    }
    problem =
        switch (host.change(spec, change)) {
          case RelayReply.Answered<PeopleChange> _ -> "";
          case RelayReply.Refused<PeopleChange>(var sentence) ->
              "Not all members and bans of the exit kit were added. " + sentence;
          case RelayReply.Off<PeopleChange> _, RelayReply.Unknown<PeopleChange> _ ->
              "Not all members and bans of the exit kit were added: the relay did not answer."
                  + " Import the file again.";
        };
    tick.run();
    return problem.isEmpty() ? 1 : 0;
  }
}
