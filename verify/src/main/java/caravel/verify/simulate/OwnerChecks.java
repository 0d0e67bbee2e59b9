package caravel.verify.simulate;

import static caravel.verify.simulate.Violation.unless;

/// Checks that a relay with several owners, one after the other, is billed to one of them at a
/// time.
final class OwnerChecks {
  /// A transfer that both histories do not have at one instant.
  private static final String ONE_SIDED =
      """
      SELECT resource_id, billing_at, count(*) FROM activity
       WHERE activity_type = 'accept_transfer' GROUP BY resource_id, billing_at
      HAVING count(*) % 2 <> 0
      """;

  /// Two charges of a relay, of two tenants without unbilled activity, for the same seconds.
  private static final String BILLED_TWICE =
      """
      WITH billed AS (
        SELECT l.tenant_pubkey FROM ledgers l
         WHERE l.billed_sequence =
           (SELECT max(sequence) FROM activity a WHERE a.tenant_pubkey = l.tenant_pubkey)),
      charged AS (
        SELECT c.id, c.tenant_pubkey, c.relay_id, c.period_start AS since,
               coalesce((SELECT g.period_start FROM invoice_items g WHERE g.gives_back = c.id),
                 c.period_end) AS till
          FROM invoice_items c
         WHERE c.kind = 'charge' AND c.id NOT LIKE '%:reserved'
           AND c.tenant_pubkey IN (SELECT tenant_pubkey FROM billed)
           AND c.relay_id IN (
             SELECT resource_id FROM activity WHERE activity_type = 'accept_transfer'))
      SELECT a.id, b.id FROM charged a JOIN charged b
          ON a.relay_id = b.relay_id AND a.tenant_pubkey < b.tenant_pubkey
       WHERE a.since < b.till AND b.since < a.till
      """;

  private final DatabaseView tables;

  OwnerChecks(DatabaseView tables) {
    this.tables = tables;
  }

  void daily() {
    var oneSided = tables.list(ONE_SIDED, row -> row.getString(1) + " at " + row.getLong(2));
    unless(oneSided.isEmpty(), "one history alone has the transfer of {}", oneSided);
    var twice = tables.list(BILLED_TWICE, row -> row.getString(1) + " and " + row.getString(2));
    unless(twice.isEmpty(), "two tenants are billed for the same seconds: {}", twice);
  }
}
