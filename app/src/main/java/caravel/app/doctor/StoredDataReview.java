package caravel.app.doctor;

import caravel.app.database.DatabaseLocation;
import caravel.control.db.SecretBox;
import caravel.control.db.SecretColumn;
import caravel.control.db.SecretPlace;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/// Whether a start would accept the stored data: its secrets can be decrypted, and the plans and
/// the domains of its relays are configured. Only reads, and may run beside a server.
public final class StoredDataReview {
  private static final String RELAYS =
      "SELECT plan_id, zooid_domain FROM relays WHERE erased_at IS NULL";

  private final DatabaseLocation database;
  private final SecretBox box;
  private final Set<String> plans;
  private final Set<String> domains;

  /// @param plans ids of the catalogue
  /// @param domains that this server serves
  public StoredDataReview(
      DatabaseLocation database, SecretBox box, Set<String> plans, Set<String> domains) {
    this.database = database;
    this.box = box;
    this.plans = Set.copyOf(plans);
    this.domains = Set.copyOf(domains);
  }

  public List<Finding> ask() throws SQLException {
    var opened = database.openToRead();
    if (opened.isEmpty()) {
      return List.of(Finding.note("There is no database yet."));
    }
    try (var connection = opened.get()) {
      return review(connection);
    }
  }

  private List<Finding> review(Connection connection) throws SQLException {
    var missingPlans = new TreeSet<String>();
    var missingDomains = new TreeSet<String>();
    var secrets = new Secrets();
    try (var statement = connection.createStatement();
        var rows = statement.executeQuery(RELAYS)) {
      while (rows.next()) {
        missingPlans.add(rows.getString(1));
        missingDomains.add(rows.getString(2));
      }
    }
    for (var column : SecretColumn.all()) {
      count(connection, column, secrets);
    }
    missingPlans.removeAll(plans);
    missingDomains.removeAll(domains);
    var findings = new ArrayList<Finding>(secrets.findings());
    if (!missingPlans.isEmpty()) {
      findings.add(
          Finding.fault(
              "Relays are on plans that are not in PLANS_FILE: " + String.join(", ", missingPlans),
              "Add them again. A plan in use may be hidden, not removed."));
    }
    if (!missingDomains.isEmpty()) {
      findings.add(
          Finding.fault(
              "Relays depend on another RELAY_DOMAIN: " + String.join(", ", missingDomains),
              "Set the old domain again."));
    }
    return findings;
  }

  /// A database of an older version, which is not upgraded yet, may lack the table.
  private static void count(Connection connection, SecretColumn column, Secrets secrets)
      throws SQLException {
    try (var tables = connection.getMetaData().getTables(null, null, column.table(), null)) {
      if (!tables.next()) {
        return;
      }
    }
    var all =
        "SELECT %s, %s FROM %s WHERE %s"
            .formatted(column.key(), column.name(), column.table(), column.filter());
    try (var statement = connection.createStatement();
        var rows = statement.executeQuery(all)) {
      while (rows.next()) {
        secrets.count(rows.getString(2), column.place(rows.getString(1)));
      }
    }
  }

  /// Counts of stored secrets.
  private final class Secrets {
    private long all;
    private long unreadable;
    private long unbound;

    void count(String sealed, SecretPlace place) {
      all++;
      switch (box.state(sealed, place)) {
        case UNREADABLE -> unreadable++;
        case UNBOUND -> unbound++;
        case CURRENT, OLD_KEY -> {}
      }
    }

    List<Finding> findings() {
      if (unreadable > 0) {
        return List.of(
            Finding.fault(
                "ENCRYPTION_SECRET cannot decrypt " + unreadable + " of the stored secrets.",
                "Add the old key after the new one, separated by a comma."));
      }
      return List.of(
          unbound > 0
              ? Finding.fault(
                  unbound + " stored secrets were written by an older version.",
                  "Run `caravel reseal` once.")
              : Finding.ok("ENCRYPTION_SECRET decrypts all " + all + " stored secrets."));
    }
  }
}
