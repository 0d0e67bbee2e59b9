package caravel.control.db.postgres;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.util.DriverDataSource;
import java.sql.SQLException;
import javax.sql.DataSource;

/// The connections to a PostgreSQL database. Waiting for a free one ends after a few seconds with
/// an exception.
public final class PostgresPool implements AutoCloseable {
  /// One transaction at a time writes; the second connection replaces a broken one at once.
  private static final int WRITERS_MAX = 2;

  private static final String DRIVER = "org.postgresql.Driver";
  private static final int READERS_MAX = 8;
  private static final long WAIT_MILLIS_MAX = 5_000;

  private final HikariDataSource writing;
  private final HikariDataSource reading;

  private PostgresPool(HikariDataSource writing, HikariDataSource reading) {
    this.writing = writing;
    this.reading = reading;
  }

  /// @throws SQLException if the server does not answer or refuses the connection
  public static PostgresPool open(PostgresAddress address) throws SQLException {
    single(address).getConnection().close();
    return new PostgresPool(
        pool(address, "db-writers", WRITERS_MAX), pool(address, "db-readers", READERS_MAX));
  }

  /// Connections without a pool, for the lease and for migrations.
  public static DataSource single(PostgresAddress address) {
    return new DriverDataSource(
        address.driverUrl(), DRIVER, address.driverProperties(), null, null);
  }

  public DataSource writing() {
    return writing;
  }

  public DataSource reading() {
    return reading;
  }

  private static HikariDataSource pool(PostgresAddress address, String name, int max) {
    var config = new HikariConfig();
    config.setJdbcUrl(address.driverUrl());
    config.setDriverClassName(DRIVER);
    config.setDataSourceProperties(address.driverProperties());
    config.setPoolName(name);
    config.setMaximumPoolSize(max);
    config.setMinimumIdle(1);
    config.setConnectionTimeout(WAIT_MILLIS_MAX);
    config.setInitializationFailTimeout(-1); // It has just answered.
    config.setExceptionOverrideClassName(StandbyEviction.class.getName());
    return new HikariDataSource(config);
  }

  @Override
  public void close() {
    writing.close();
    reading.close();
  }
}
