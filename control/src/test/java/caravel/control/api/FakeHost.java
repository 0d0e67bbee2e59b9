package caravel.control.api;

import caravel.control.hosting.RelayHost;
import caravel.control.hosting.RelayHost.ApplyResult;
import caravel.control.hosting.RelayHost.Membership;
import caravel.control.hosting.RelayHost.Observation;
import caravel.control.hosting.RelayHost.PeopleChange;
import caravel.control.hosting.RelayHost.RelayBan;
import caravel.control.hosting.RelayHost.RelayReply;
import caravel.control.hosting.RelayHost.RemovalResult;
import caravel.control.hosting.RelaySpec;
import caravel.nostr.PublicKey;
import caravel.nostr.SecretKey;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/// A host with one list of members and one of bans for all its relays, because no worker runs here.
final class FakeHost implements RelayHost {
  /// How it answers changes.
  enum Mood {
    WILLING,
    REFUSING,
    SWITCHED_OFF,
    SILENT,
    /// It makes the change, but its list cannot be read afterwards.
    FORGETFUL
  }

  /// The first member.
  static final PublicKey FIRST = SecretKey.parse("0c".repeat(32)).publicKey();

  final List<PeopleChange> orders = new ArrayList<>();
  volatile Mood mood = Mood.WILLING;
  private final TreeSet<PublicKey> members = new TreeSet<>();
  private final Map<PublicKey, String> bans = new LinkedHashMap<>();
  private boolean listUnknown;

  FakeHost() {
    members.add(FIRST);
  }

  /// Adds a member on the relay itself.
  synchronized void join(PublicKey key) {
    members.add(key);
  }

  synchronized void listUnknown() {
    listUnknown = true;
  }

  @Override
  public ApplyResult apply(RelaySpec spec) {
    throw new IllegalStateException("no worker runs here");
  }

  @Override
  public RemovalResult delete(RelaySpec spec, boolean purge) {
    throw new IllegalStateException("no worker runs here");
  }

  @Override
  public synchronized Membership members(RelaySpec spec) {
    return listUnknown
        ? new Membership.Unknown("gone")
        : new Membership.Listed(List.copyOf(members));
  }

  @Override
  public synchronized RelayReply<PeopleChange> change(RelaySpec spec, PeopleChange change) {
    orders.add(change);
    return switch (mood) {
      case REFUSING -> new RelayReply.Refused<>("The relay refused: no.");
      case SWITCHED_OFF -> new RelayReply.Off<>();
      case SILENT -> new RelayReply.Unknown<>("no answer in time");
      case WILLING, FORGETFUL -> {
        obey(change);
        listUnknown = mood == Mood.FORGETFUL;
        yield new RelayReply.Answered<>(change);
      }
    };
  }

  private void obey(PeopleChange change) {
    switch (change) {
      case PeopleChange.Add(var key) -> {
        members.add(key);
        bans.remove(key);
      }
      case PeopleChange.Remove(var key) -> members.remove(key);
      case PeopleChange.Ban(var key, var reason) -> {
        members.remove(key);
        bans.putIfAbsent(key, reason);
      }
      case PeopleChange.LiftBan(var key) -> bans.remove(key);
    }
  }

  @Override
  public synchronized RelayReply<List<RelayBan>> bans(RelaySpec spec) {
    return switch (mood) {
      case SWITCHED_OFF -> new RelayReply.Off<>();
      case SILENT -> new RelayReply.Unknown<>("no answer in time");
      case WILLING, REFUSING, FORGETFUL ->
          new RelayReply.Answered<>(
              bans.entrySet().stream()
                  .map(entry -> new RelayBan(entry.getKey(), entry.getValue()))
                  .toList());
    };
  }

  @Override
  public RelayReply<String> invite(RelaySpec spec) {
    return switch (mood) {
      case SILENT -> new RelayReply.Unknown<>("no answer in time");
      case REFUSING -> new RelayReply.Refused<>("The relay didn’t return an invite.");
      case WILLING, SWITCHED_OFF, FORGETFUL -> new RelayReply.Answered<>("K3Y0FD00R");
    };
  }

  @Override
  public Observation probe(RelaySpec spec) {
    throw new IllegalStateException("no worker runs here");
  }
}
