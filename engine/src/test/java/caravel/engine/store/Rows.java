package caravel.engine.store;

import static org.assertj.core.api.Assertions.assertThat;

import caravel.nostr.Event;
import caravel.nostr.EventJson;
import caravel.nostr.SearchTerms;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/// Inspects a closed file with plain SQL.
final class Rows {
  private Rows() {}

  /// Asserts that SQLite finds no fault, that the events are these, and that the index has exactly
  /// their rows.
  static void assertConsistent(Path file, Collection<Event> expected) {
    assertThat(events(file)).containsExactlyInAnyOrderElementsOf(expected);
  }

  /// @return the events, after comparing the index with them
  static List<Event> events(Path file) {
    try (var connection = DriverManager.getConnection("jdbc:sqlite:" + file)) {
      assertThat(column(connection, "PRAGMA integrity_check")).containsExactly("ok");
      var keys = keys(connection);
      var bodies = new HashMap<Long, Event>();
      try (var statement = connection.createStatement();
          var rows = statement.executeQuery("SELECT r, body FROM event")) {
        while (rows.next()) {
          bodies.put(rows.getLong(1), EventJson.parse(rows.getString(2)));
        }
      }
      var wanted = new TreeSet<String>();
      bodies.forEach((rank, event) -> {
        assertThat(EventOrder.createdAt(rank)).isEqualTo(event.createdAt());
        keys.of(event).forEach(key -> wanted.add(key.h() + " " + key.k() + " " + rank));
      });
      assertThat(new TreeSet<>(column(connection, "SELECT h || ' ' || k || ' ' || r FROM ix")))
          .isEqualTo(wanted);
      assertSearchable(connection, bodies);
      return List.copyOf(bodies.values());
    } catch (SQLException failed) {
      throw new AssertionError(failed);
    }
  }

  /// Asserts that the index of searches, if there is one, has exactly the events that it covers.
  private static void assertSearchable(Connection connection, Map<Long, Event> events)
      throws SQLException {
    var covered =
        column(
            connection,
            """
            SELECT c.value FROM meta c, meta p, meta f
            WHERE c.key='search' AND p.key='search_at' AND f.key='backup' AND p.value=f.value\
            """);
    if (covered.isEmpty()) {
      return;
    }
    long lowest = Long.parseLong(covered.getFirst());
    var wanted = new TreeSet<String>();
    events.forEach((rank, event) -> {
      if (rank >= lowest && SearchTerms.isSearched(event.kind()) && !event.content().isEmpty()) {
        wanted.add(String.valueOf(rank));
      }
    });
    assertThat(new TreeSet<>(column(connection, "SELECT id FROM search_docsize")))
        .isEqualTo(wanted);
  }

  /// Locks the file for other writers until it is closed.
  static AutoCloseable holdWriters(Path file) throws SQLException {
    var connection = DriverManager.getConnection("jdbc:sqlite:" + file);
    try (var statement = connection.createStatement()) {
      statement.execute("BEGIN IMMEDIATE");
    }
    return connection;
  }

  private static IndexKeys keys(Connection connection) throws SQLException {
    try (var statement = connection.createStatement();
        var rows = statement.executeQuery("SELECT value FROM meta WHERE key='hash_key'")) {
      assertThat(rows.next()).isTrue();
      var key = ByteBuffer.wrap(rows.getBytes(1));
      return new IndexKeys(new SipHash(key.getLong(), key.getLong()));
    }
  }

  static List<String> column(Connection connection, String sql) throws SQLException {
    try (var statement = connection.createStatement();
        var rows = statement.executeQuery(sql)) {
      var found = new ArrayList<String>();
      while (rows.next()) {
        found.add(rows.getString(1));
      }
      return found;
    }
  }
}
