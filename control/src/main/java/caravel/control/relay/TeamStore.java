package caravel.control.relay;

import caravel.control.db.Tx;
import caravel.control.http.TeamRole;
import caravel.nostr.PublicKey;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// The table of the teams of relays. The owner of a relay is not in it.
public final class TeamStore {
  /// Lists the team of a relay, the longest member first.
  public List<TeamMember> list(Tx tx, RelayId relay) {
    return tx.handle()
        .select(
            "SELECT pubkey, role, since FROM relay_team WHERE relay_id = ? ORDER BY since, pubkey",
            relay.value())
        .map((row, _) -> read(row))
        .list();
  }

  public Optional<TeamMember> find(Tx tx, RelayId relay, PublicKey person) {
    return tx.handle()
        .select(
            "SELECT pubkey, role, since FROM relay_team WHERE relay_id = ? AND pubkey = ?",
            relay.value(),
            person.hex())
        .map((row, _) -> read(row))
        .findOne();
  }

  /// A relay that a person helps to run.
  public record Helped(Relay relay, TeamRole role) {}

  /// Lists the undeleted relays that a person helps to run, the newest role first.
  public List<Helped> ofPerson(Tx tx, PublicKey person, int limit) {
    return tx.handle()
        .createQuery(
            """
            SELECT r.*, t.suspended_at AS tenant_suspended_at,
                   t.suspension_reason AS tenant_suspension_reason, m.role AS team_role
              FROM relay_team m
              JOIN relays r ON r.id = m.relay_id
              JOIN tenants t ON t.pubkey = r.tenant_pubkey
             WHERE m.pubkey = :person AND r.deleted_at IS NULL
            ORDER BY m.since DESC, m.relay_id DESC LIMIT :limit
            """)
        .bind("person", person.hex())
        .bind("limit", limit)
        .map((row, _) ->
            new Helped(
                RelayStore.read(row), TeamRole.named(row.getString("team_role")).orElseThrow()))
        .list();
  }

  /// Adds a person, or changes the person's role.
  public void save(Tx tx, RelayId relay, TeamMember member) {
    tx.handle()
        .createUpdate(
            """
            INSERT INTO relay_team (relay_id, pubkey, role, since)
            VALUES (:relay, :pubkey, :role, :since)
            ON CONFLICT (relay_id, pubkey) DO UPDATE
              SET role = excluded.role, since = excluded.since
            """)
        .bind("relay", relay.value())
        .bind("pubkey", member.pubkey().hex())
        .bind("role", member.role().word())
        .bind("since", member.since().getEpochSecond())
        .execute();
  }

  public void delete(Tx tx, RelayId relay, PublicKey person) {
    tx.handle()
        .execute(
            "DELETE FROM relay_team WHERE relay_id = ? AND pubkey = ?",
            relay.value(),
            person.hex());
  }

  /// Removes a person from every team, also from those of deleted relays.
  public void deletePerson(Tx tx, PublicKey person) {
    tx.handle().execute("DELETE FROM relay_team WHERE pubkey = ?", person.hex());
  }

  private static TeamMember read(ResultSet row) throws SQLException {
    return new TeamMember(
        new PublicKey(row.getString("pubkey")),
        TeamRole.named(row.getString("role")).orElseThrow(),
        Instant.ofEpochSecond(row.getLong("since")));
  }
}
