package caravel.app.doctor;

import caravel.control.db.postgres.PostgresAddress;
import caravel.control.db.postgres.PostgresPool;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/// Whether a PostgreSQL server keeps what it has committed, and takes writes. It only reads.
public final class DatabaseServerCheck {
  /// The oldest that its makers still supported when this was written.
  private static final int VERSION_MIN = 14;

  private static final int NUMBERS_OF_A_VERSION = 10_000;

  private static final String STATE =
      """
      SELECT current_setting('server_version_num')::int AS version,
        pg_is_in_recovery() AS standby,
        current_setting('fsync') AS fsync,
        current_setting('full_page_writes') AS full_page_writes,
        current_setting('synchronous_commit') AS synchronous_commit,
        current_setting('synchronous_standby_names') AS standbys,
        (SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()) AS encrypted,
        host(inet_client_addr()) LIKE '127.%' OR host(inet_client_addr()) = '::1' AS loopback
      """;

  private final PostgresAddress address;

  public DatabaseServerCheck(PostgresAddress address) {
    this.address = address;
  }

  public List<Finding> ask() {
    try (var connection = PostgresPool.single(address).getConnection();
        var statement = connection.createStatement();
        var row = statement.executeQuery(STATE)) {
      row.next();
      return findings(row);
    } catch (SQLException refused) {
      return List.of(
          Finding.fault(
              "The database " + address + " cannot be used: " + refused.getMessage(),
              "Correct DATABASE_URL, or make the server reachable."));
    }
  }

  private List<Finding> findings(ResultSet row) throws SQLException {
    var findings = new ArrayList<Finding>();
    var version = row.getInt("version") / NUMBERS_OF_A_VERSION;
    if (version < VERSION_MIN) {
      findings.add(
          Finding.fault(
              "The database server is PostgreSQL " + version + ".",
              "Use PostgreSQL " + VERSION_MIN + " or newer."));
    }
    if (row.getBoolean("standby")) {
      findings.add(
          Finding.fault(
              "The database server is a standby, which takes no writes.",
              "Name all servers in DATABASE_URL, separated by commas: the one that takes writes is"
                  + " used."));
    }
    if (row.getString("fsync").equals("off")
        || row.getString("full_page_writes").equals("off")
        || row.getString("synchronous_commit").equals("off")) {
      findings.add(
          Finding.fault(
              "The database server answers before a commit is on its disk, so paid invoices can be"
                  + " lost.",
              "Set fsync, full_page_writes and synchronous_commit to on."));
    }
    if (!row.getBoolean("encrypted") && !row.getBoolean("loopback")) {
      findings.add(
          Finding.warning(
              "The connection to the database is not encrypted.",
              "Add ?sslmode=verify-full to DATABASE_URL."));
    }
    if (row.getString("standbys").isEmpty()) {
      findings.add(
          Finding.note(
              "No standby confirms commits: what was committed last is lost with the server's"
                  + " disk."));
    }
    if (findings.stream().allMatch(one -> one.level() == Finding.Level.NOTE)) {
      findings.addFirst(Finding.ok("PostgreSQL " + version + " takes writes and keeps them."));
    }
    return List.copyOf(findings);
  }
}
