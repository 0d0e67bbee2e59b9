package caravel.control.billing;

import caravel.control.db.Tx;
import caravel.control.http.ApiJson;
import caravel.nostr.Json;
import caravel.nostr.PublicKey;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The table of invoices of an earlier platform.
public final class ImportedInvoiceStore {
  /// Most invoices that are shown: forty years of them.
  static final int SHOWN_MAX = 500;

  /// Stores an invoice, once.
  ///
  /// @return whether it is new
  public boolean insert(Tx tx, ImportedInvoice invoice) {
    var life = invoice.life();
    return tx.handle()
            .createUpdate(
                """
                INSERT INTO imported_invoices (id, tenant_pubkey, amount, status, method,
                  period_start, period_end, created_at, paid_at, voided_at, items, imported_at)
                VALUES (:id, :tenant, :amount, :status, :method, :start, :end, :created_at,
                  :paid_at, :voided_at, :items, :now)
                ON CONFLICT (id) DO NOTHING
                """)
            .bind("id", invoice.id())
            .bind("tenant", invoice.tenant().hex())
            .bind("amount", invoice.cents())
            .bind("status", life.status())
            .bind("method", life.method())
            .bind("start", invoice.period().start().getEpochSecond())
            .bind("end", invoice.period().end().getEpochSecond())
            .bind("created_at", life.createdAt().getEpochSecond())
            .bind("paid_at", seconds(life.paidAt()))
            .bind("voided_at", seconds(life.voidedAt()))
            .bind("items", ApiJson.tree(lines(invoice)).toString())
            .bind("now", tx.seconds())
            .execute()
        > 0;
  }

  /// Lists a tenant's invoices of an earlier platform as the API shows them, newest first, at most
  /// [#SHOWN_MAX].
  List<Map<String, Object>> list(Tx tx, PublicKey tenant) {
    return tx.handle()
        .select(
            """
            SELECT * FROM imported_invoices WHERE tenant_pubkey = ?
            ORDER BY created_at DESC, id DESC LIMIT ?
            """,
            tenant.hex(),
            SHOWN_MAX)
        .map((row, _) -> shown(row))
        .list();
  }

  private static Map<String, Object> shown(ResultSet row) throws SQLException {
    var json = new LinkedHashMap<String, Object>();
    for (var column : List.of("id", "tenant_pubkey", "status")) {
      json.put(column, row.getString(column));
    }
    json.put("amount", row.getLong("amount"));
    for (var column : List.of("period_start", "period_end", "created_at")) {
      json.put(column, row.getLong(column));
    }
    var method = row.getString("method");
    if (method != null) {
      json.put("method", method);
    }
    for (var column : List.of("paid_at", "voided_at")) {
      var seconds = row.getLong(column);
      if (!row.wasNull()) {
        json.put(column, seconds);
      }
    }
    json.put("items", Json.tree(row.getString("items")));
    return json;
  }

  private static List<Map<String, Object>> lines(ImportedInvoice invoice) {
    return invoice.lines().stream()
        .map(line ->
            Map.<String, Object>of(
                "relay_id", line.relayId(),
                "plan_id", line.planId(),
                "amount", line.cents(),
                "description", line.description()))
        .toList();
  }

  private static @Nullable Long seconds(@Nullable Instant at) {
    return at == null ? null : Long.valueOf(at.getEpochSecond());
  }
}
