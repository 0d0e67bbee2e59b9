package caravel.control.db.postgres;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The right of one process to use a database, as a row that the process renews. The database's
/// clock decides when it ends.
///
/// Every writing transaction checks [#token()], so a process that lost the lease cannot write.
public final class ProcessLease implements AutoCloseable {
  /// Also the longest wait for the lease of a process that was killed.
  private static final Duration LENGTH = Duration.ofSeconds(15);

  private static final Duration RENEWAL = Duration.ofSeconds(5);
  private static final Duration LOOK_EVERY = Duration.ofMillis(500);

  private static final Logger LOG = LoggerFactory.getLogger(ProcessLease.class);

  private static final String NOW = "CAST(extract(epoch FROM clock_timestamp()) * 1000 AS BIGINT)";

  private final DataSource source;
  private final long token;
  private final Runnable lost;
  private final ScheduledExecutorService renewing =
      Executors.newSingleThreadScheduledExecutor(Thread.ofVirtual().name("db-lease").factory());

  private ProcessLease(DataSource source, long token, Runnable lost) {
    this.source = source;
    this.token = token;
    this.lost = lost;
  }

  /// Another process uses the database.
  public static final class HeldException extends Exception {
    private static final long serialVersionUID = 1;

    HeldException(String holder) {
      super(holder);
    }
  }

  /// Takes the lease of a database. Waits until the lease of a process that was killed has ended.
  ///
  /// @param lost called once if another process has the lease
  /// @throws HeldException if another process renews its lease
  public static ProcessLease take(DataSource source, Runnable lost)
      throws SQLException, HeldException, InterruptedException {
    try (var connection = source.getConnection()) {
      var first = row(connection).map(Row::untilMillis).orElse(0L);
      var looksLeft = LENGTH.plus(RENEWAL).dividedBy(LOOK_EVERY);
      while (true) {
        var token = tryTake(connection);
        if (token.isPresent()) {
          var lease = new ProcessLease(source, token.get(), lost);
          lease.renewAtIntervals();
          return lease;
        }
        var now = row(connection);
        if (now.isPresent() && (now.get().untilMillis() != first || looksLeft == 0)) {
          throw new HeldException(now.get().holder());
        }
        if (looksLeft == LENGTH.plus(RENEWAL).dividedBy(LOOK_EVERY)) {
          LOG.warn(
              "the database was in use by another process a moment ago: waiting up to {} s",
              LENGTH.toSeconds());
        }
        looksLeft--;
        Thread.sleep(LOOK_EVERY);
      }
    }
  }

  private record Row(String holder, long untilMillis) {}

  private static Optional<Row> row(Connection connection) throws SQLException {
    try (var statement = connection.createStatement();
        var rows =
            statement.executeQuery("SELECT holder, until_ms FROM leases WHERE name = 'process'")) {
      return rows.next()
          ? Optional.of(new Row(rows.getString("holder"), rows.getLong("until_ms")))
          : Optional.empty();
    }
  }

  private static Optional<Long> tryTake(Connection connection) throws SQLException {
    var sql =
        """
        INSERT INTO leases (name, holder, token, until_ms) VALUES ('process', ?, 1, %1$s + %2$d)
        ON CONFLICT (name) DO UPDATE SET holder = excluded.holder, token = leases.token + 1,
          until_ms = excluded.until_ms
        WHERE leases.until_ms < %1$s
        RETURNING token
        """
            .formatted(NOW, LENGTH.toMillis());
    connection.setAutoCommit(false);
    try (var isolation = connection.createStatement();
        var statement = connection.prepareStatement(sql)) {
      // Then a transaction that has read the old token cannot be committed after this one.
      isolation.execute("SET TRANSACTION ISOLATION LEVEL SERIALIZABLE");
      statement.setString(1, holder());
      try (var rows = statement.executeQuery()) {
        Optional<Long> token = rows.next() ? Optional.of(rows.getLong("token")) : Optional.empty();
        connection.commit();
        return token;
      }
    } catch (SQLException failed) {
      connection.rollback();
      if (PostgresFault.of(failed) == PostgresFault.CONFLICT) {
        return Optional.empty();
      }
      throw failed;
    } finally {
      connection.setAutoCommit(true);
    }
  }

  private static String holder() {
    try {
      return "process "
          + ProcessHandle.current().pid()
          + " on "
          + InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException _) {
      return "process " + ProcessHandle.current().pid();
    }
  }

  /// It differs from that of every other holder.
  public long token() {
    return token;
  }

  private void renewAtIntervals() {
    var _ =
        renewing.scheduleWithFixedDelay(
            this::renew, RENEWAL.toMillis(), RENEWAL.toMillis(), TimeUnit.MILLISECONDS);
  }

  private void renew() {
    try {
      if (update(NOW + " + " + LENGTH.toMillis()) == 0) {
        LOG.error("another process has taken over the database");
        renewing.shutdown();
        lost.run();
      }
    } catch (SQLException failed) {
      LOG.warn("the lease of the database cannot be renewed: {}", failed.getMessage());
    }
  }

  /// Its own connection, so that full pools do not end the lease.
  private int update(String until) throws SQLException {
    try (var connection = source.getConnection();
        var statement =
            connection.prepareStatement(
                "UPDATE leases SET until_ms = "
                    + until
                    + " WHERE name = 'process' AND token = ?")) {
      statement.setLong(1, token);
      return statement.executeUpdate();
    }
  }

  /// Ends the lease, so that the next process need not wait.
  @Override
  public void close() {
    renewing.close();
    try {
      update("0");
    } catch (SQLException failed) {
      LOG.warn(
          "the lease of the database ends by itself in a few seconds: {}", failed.getMessage());
    }
  }
}
