package caravel.verify.storecost;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.SplittableRandom;

/// The two tables of the engine's store, with a column for the relay: all relays in one database,
/// instead of one file each. The keys and the statements are those of the engine's files.
final class StoreTables {
  /// Rows of the index for an event with three tags: id, author, each tag, and "everything".
  static final int INDEX_ROWS = 6;

  /// Characters of a stored event, as a usual message of a group has.
  private static final int BODY_LENGTH = 720;

  private static final int KIND = 9;
  private static final int RANK_SHIFT = 28;
  private static final long START_SECONDS = 1_700_000_000;
  private static final int TAG = 3;

  /// Values of the tag that is asked for, in each relay.
  private static final int TAG_VALUES = 10;

  private static final String INSERT_EVENT =
      "INSERT INTO store_event (space, r, body) VALUES (?, ?, ?)";
  private static final String INSERT_INDEX =
      "INSERT INTO store_ix (space, h, k, r) VALUES (?, ?, ?, ?)";
  private static final String NEWEST =
      """
      SELECT e.body FROM store_ix x JOIN store_event e ON e.space = x.space AND e.r = x.r
       WHERE x.space = ? AND x.h = ? AND x.k = ? ORDER BY x.r DESC LIMIT ?
      """;

  private final Connection connection;

  StoreTables(Connection connection) {
    this.connection = connection;
  }

  /// Creates the tables. Refuses a database that has them.
  void create() throws SQLException {
    try (var statement = connection.createStatement()) {
      statement.execute(
          """
          CREATE TABLE store_event (space BIGINT NOT NULL, r BIGINT NOT NULL, body TEXT NOT NULL,
            PRIMARY KEY (space, r))
          """);
      statement.execute(
          """
          CREATE TABLE store_ix (space BIGINT NOT NULL, h BIGINT NOT NULL, k INTEGER NOT NULL,
            r BIGINT NOT NULL, PRIMARY KEY (space, h, k, r))
          """);
    }
  }

  void drop() throws SQLException {
    try (var statement = connection.createStatement()) {
      statement.execute("DROP TABLE store_event");
      statement.execute("DROP TABLE store_ix");
    }
  }

  /// Inserts the events with the numbers `first` to `end` (exclusive), each into one of the relays,
  /// in one transaction.
  void insert(int first, int end, int relays) throws SQLException {
    try (var events = connection.prepareStatement(INSERT_EVENT);
        var index = connection.prepareStatement(INSERT_INDEX)) {
      for (int number = first; number < end; number++) {
        add(number, relays, events, index);
      }
      events.executeBatch();
      index.executeBatch();
    }
    connection.commit();
  }

  private static void add(int number, int relays, PreparedStatement events, PreparedStatement index)
      throws SQLException {
    var random = new SplittableRandom(number);
    var space = number % relays;
    var rank = (START_SECONDS + number) << RANK_SHIFT | random.nextInt(1 << RANK_SHIFT);
    events.setLong(1, space);
    events.setLong(2, rank);
    events.setString(3, body(random));
    events.addBatch();
    for (int row = 0; row < INDEX_ROWS; row++) {
      var key = row == TAG ? tagKey(space, random.nextInt(TAG_VALUES)) : random.nextLong();
      index.setLong(1, space);
      index.setLong(2, key);
      index.setInt(3, KIND);
      index.setLong(4, rank);
      index.addBatch();
    }
  }

  /// A key as a hash makes it: without order.
  private static long tagKey(long space, int value) {
    return new SplittableRandom(space * TAG_VALUES + value).nextLong();
  }

  private static String body(SplittableRandom random) {
    var text = new StringBuilder(BODY_LENGTH);
    while (text.length() < BODY_LENGTH) {
      text.append(Long.toHexString(random.nextLong()));
    }
    text.setLength(BODY_LENGTH);
    return text.toString();
  }

  /// Reads the newest events of a tag of a relay. Returns how many there were.
  int newest(int relay, int value, int limit) throws SQLException {
    try (var select = connection.prepareStatement(NEWEST)) {
      select.setLong(1, relay);
      select.setLong(2, tagKey(relay, value % TAG_VALUES));
      select.setInt(3, KIND);
      select.setInt(4, limit);
      var count = 0;
      try (var rows = select.executeQuery()) {
        while (rows.next()) {
          count += rows.getString(1).isEmpty() ? 0 : 1;
        }
      }
      connection.commit();
      return count;
    }
  }
}
