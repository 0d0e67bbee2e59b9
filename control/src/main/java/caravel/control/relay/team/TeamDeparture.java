package caravel.control.relay.team;

import caravel.control.auth.Caller;
import caravel.control.db.Db;
import caravel.control.db.Tx;
import caravel.control.relay.Relay;
import caravel.control.relay.RelayId;
import caravel.control.relay.Relays;
import caravel.control.relay.TeamStore;
import caravel.nostr.PublicKey;
import java.util.List;
import java.util.Optional;

/// Ends a person's roles in teams, and the offers by and to the person, when the account is closed.
public final class TeamDeparture {
  private final TeamDesk desk;

  public TeamDeparture(Db db, Relays relays) {
    this.desk = new TeamDesk(db, relays);
  }

  /// @param teams the relays of others that the person helps to run; the first [TeamDesk#SHOWN_MAX]
  /// @param offers number of relays that are offered to the person
  public record Ties(List<TeamStore.Helped> teams, int offers) {
    public Ties {
      teams = List.copyOf(teams);
    }
  }

  public Ties ties(Tx tx, PublicKey person) {
    return desk.ties(tx, person);
  }

  /// The person to whom a relay is offered; empty = none is.
  public Optional<PublicKey> recipient(Tx tx, RelayId id) {
    return desk.recipient(tx, id);
  }

  /// Leaves all teams, withdraws the offers of own relays, and declines the offers to the person.
  public void leave(Tx tx, List<Relay> own, Caller person) {
    desk.leave(tx, own, person);
  }
}
