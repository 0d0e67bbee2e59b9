package caravel.control.relay.team;

import caravel.control.db.Tx;
import caravel.control.relay.RelayId;
import caravel.nostr.PublicKey;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// The table of open offers. An expired offer is not found.
final class TransferOfferStore {
  private static final String COLUMNS =
      "SELECT relay_id, from_pubkey, to_pubkey, created_at, expires_at FROM relay_transfers ";

  Optional<TransferOffer> find(Tx tx, RelayId relay) {
    return tx.handle()
        .select(COLUMNS + "WHERE relay_id = ? AND expires_at > ?", relay.value(), tx.seconds())
        .map((row, _) -> read(row))
        .findOne();
  }

  /// Lists the offers to a person, the newest first.
  List<TransferOffer> toPerson(Tx tx, PublicKey person, int limit) {
    return tx.handle()
        .select(
            COLUMNS
                + "WHERE to_pubkey = ? AND expires_at > ?"
                + " ORDER BY created_at DESC, relay_id DESC LIMIT ?",
            person.hex(),
            tx.seconds(),
            limit)
        .map((row, _) -> read(row))
        .list();
  }

  /// Replaces the relay's offer.
  void save(Tx tx, TransferOffer offer) {
    delete(tx, offer.relay());
    tx.handle()
        .createUpdate(
            """
            INSERT INTO relay_transfers (relay_id, from_pubkey, to_pubkey, created_at, expires_at)
            VALUES (:relay, :from, :to, :created_at, :expires_at)
            """)
        .bind("relay", offer.relay().value())
        .bind("from", offer.from().hex())
        .bind("to", offer.to().hex())
        .bind("created_at", offer.createdAt().getEpochSecond())
        .bind("expires_at", offer.expiresAt().getEpochSecond())
        .execute();
  }

  void delete(Tx tx, RelayId relay) {
    tx.handle().execute("DELETE FROM relay_transfers WHERE relay_id = ?", relay.value());
  }

  private static TransferOffer read(ResultSet row) throws SQLException {
    return new TransferOffer(
        new RelayId(row.getString(1)),
        new PublicKey(row.getString(2)),
        new PublicKey(row.getString(3)),
        Instant.ofEpochSecond(row.getLong(4)),
        Instant.ofEpochSecond(row.getLong(5)));
  }
}
