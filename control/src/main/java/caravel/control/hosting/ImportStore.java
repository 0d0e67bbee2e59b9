package caravel.control.hosting;

import caravel.control.db.Tx;
import caravel.control.hosting.EventArchive.LineProblem;
import caravel.control.http.ApiJson;
import caravel.control.relay.RelayId;
import caravel.nostr.Json;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// The table `relay_imports`.
final class ImportStore {
  void save(Tx tx, RelayImport row) {
    tx.handle()
        .createUpdate(
            """
            INSERT INTO relay_imports (relay_id, id, state, started_at, updated_at, bytes,
              bytes_total, lines, imported, known, invalid, problems, error)
            VALUES (:relay, :id, :state, :started, :updated, :bytes, :total, :lines, :imported,
              :known, :invalid, :problems, :error)
            ON CONFLICT (relay_id) DO UPDATE SET id = :id, state = :state, started_at = :started,
              updated_at = :updated, bytes = :bytes, bytes_total = :total, lines = :lines,
              imported = :imported, known = :known, invalid = :invalid, problems = :problems,
              error = :error
            """)
        .bind("relay", row.relayId())
        .bind("id", row.id())
        .bind("state", row.state().word())
        .bind("started", row.startedAt().getEpochSecond())
        .bind("updated", row.updatedAt().getEpochSecond())
        .bind("bytes", row.bytes())
        .bind("total", row.bytesTotal())
        .bind("lines", row.lines())
        .bind("imported", row.counts().imported())
        .bind("known", row.counts().known())
        .bind("invalid", row.counts().invalid())
        .bind("problems", ApiJson.write(row.counts().problems()))
        .bind("error", row.error())
        .execute();
  }

  Optional<RelayImport> find(Tx tx, RelayId relay) {
    return tx.handle()
        .createQuery("SELECT * FROM relay_imports WHERE relay_id = :relay")
        .bind("relay", relay.value())
        .map((row, _) -> read(row))
        .findOne();
  }

  private static RelayImport read(ResultSet row) throws SQLException {
    long total = row.getLong("bytes_total");
    return new RelayImport(
        row.getString("relay_id"),
        row.getString("id"),
        RelayImport.State.valueOf(row.getString("state").toUpperCase(Locale.ROOT)),
        Instant.ofEpochSecond(row.getLong("started_at")),
        Instant.ofEpochSecond(row.getLong("updated_at")),
        row.getLong("bytes"),
        total == 0 ? null : total,
        row.getLong("lines"),
        new RelayImport.Counts(
            row.getLong("imported"),
            row.getLong("known"),
            row.getLong("invalid"),
            problems(row.getString("problems"))),
        row.getString("error"));
  }

  private static List<LineProblem> problems(String json) {
    var problems = new ArrayList<LineProblem>();
    for (var problem : Json.tree(json)) {
      problems.add(
          new LineProblem(
              problem.path("line").asLong(),
              problem.path("event_id").asString(""),
              problem.path("message").asString("")));
    }
    return problems;
  }
}
