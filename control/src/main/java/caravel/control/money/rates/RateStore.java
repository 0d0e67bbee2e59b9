package caravel.control.money.rates;

import caravel.control.db.Tx;
import caravel.control.money.Rate;
import java.time.Instant;
import java.util.Optional;

/// The table `last_rate`: the newest price.
final class RateStore {
  Optional<Rate> last(Tx tx) {
    return tx.handle()
        .createQuery("SELECT usd_cents, source, read_at FROM last_rate")
        .map((row, _) ->
            new Rate(row.getLong(1), row.getString(2), Instant.ofEpochSecond(row.getLong(3))))
        .findOne();
  }

  void keep(Tx tx, Rate rate) {
    tx.handle()
        .execute(
            """
            INSERT INTO last_rate (one, usd_cents, source, read_at) VALUES (1, ?, ?, ?)
            ON CONFLICT (one) DO UPDATE SET
              usd_cents = excluded.usd_cents, source = excluded.source, read_at = excluded.read_at
            """,
            rate.usdCentsPerCoin(),
            rate.source(),
            rate.at().getEpochSecond());
  }
}
