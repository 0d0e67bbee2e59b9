package caravel.control.billing;

import static org.assertj.core.api.Assertions.assertThat;

import caravel.control.TestClock;
import caravel.control.db.Db;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/// Migration V17 moves the money of older databases into `payment_attempts`.
final class PaymentAttemptsMigrationTest {
  private static final String TENANT = "%064x".formatted(1);

  @TempDir Path folder;

  /// Databases that older versions have written: every `*.db` beside this test's resources.
  static Stream<Path> fixtures() throws IOException, URISyntaxException {
    var url = PaymentAttemptsMigrationTest.class.getResource("/fixtures/databases");
    var fixtures = Path.of(Objects.requireNonNull(url).toURI());
    try (var files = Files.list(fixtures)) {
      return files.filter(file -> file.toString().endsWith(".db")).sorted().toList().stream();
    }
  }

  @ParameterizedTest
  @MethodSource("fixtures")
  void a_database_of_an_older_version_keeps_its_money(Path fixture)
      throws IOException, SQLException {
    var file = folder.resolve("caravel.db");
    Files.copy(fixture, file);
    var before = sums(file, oldTables(file));
    try (var db = Db.open(file, new TestClock())) {
      assertThat(db.<Integer>read(tx -> new InvoiceCollectionStore().work(tx, "", 1_000).size()))
          .isNotNegative();
    }
    assertThat(sums(file, List.of("payment_attempts"))).isEqualTo(before);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      nullValues = "-",
      textBlock =
          """
          none    | -    | -    | open    | - | look
          none    | -    | 4000 | open    | - | look
          none    | -    | 9000 | expired | - | -
          none    | 2000 | -    | settled | - | -
          unknown | -    | -    | unknown | 1 | look
          unknown | -    | 9000 | expired | 1 | -
          pending | -    | 9000 | expired | 1 | -
          pending | 2000 | -    | settled | 1 | -
          """)
  void codes_keep_their_state(
      String trial, Long settledAt, Long unpaidAt, String state, String asked, String look)
      throws SQLException {
    try (var old = version16()) {
      insertInvoice(old, "resting", "");
      execute(
          old,
          """
          INSERT INTO bolt11s (id, invoice_id, payment_hash, lnbc, msats, worth, created_at,
            expires_at, settled_at, found_unpaid_at, trial)
          VALUES ('a', 'i', 'hash', 'lnbc1', 10000000, 10000, 1000, 4600, %s, %s, '%s')
          """
              .formatted(settledAt, unpaidAt, trial));
    }
    assertThat(migrated("external_id, instrument, amount, worth, created_at, expires_at, state"))
        .isEqualTo("lightning hash lnbc1 10000000 10000 1000 4600 " + state);
    assertThat(migrated("asked_at IS NOT NULL, next_look_at IS NOT NULL"))
        .isEqualTo("lightning %d %d".formatted(asked == null ? 0 : 1, look == null ? 0 : 1));
    assertThat(migrated("payer_pays")).isEqualTo("lightning " + (trial.equals("pending") ? 1 : 0));
  }

  @ParameterizedTest
  @CsvSource({"open, open, 1", "paid, settled, 0", "expired, expired, 0"})
  void pages_keep_their_state(String was, String state, int looked) throws SQLException {
    try (var old = version16()) {
      insertInvoice(old, "resting", "");
      execute(
          old,
          """
          INSERT INTO checkouts (id, invoice_id, url, cents, worth, created_at, expires_at, state,
            rate_usd_cents, rate_source, rate_at)
          VALUES ('cs_1', 'i', 'https://pay', 500, 10000, 1000, 83800, '%s', 6000000, 'test', 990)
          """
              .formatted(was));
    }
    assertThat(
            migrated("id, external_id, account, instrument, amount, worth, rate_usd_cents, state"))
        .isEqualTo("checkout cs_1 cs_1 cus_1 https://pay 500 10000 6000000 " + state);
    assertThat(migrated("next_look_at IS NOT NULL")).isEqualTo("checkout " + looked);
  }

  @ParameterizedTest
  @CsvSource({
    "unsettled, '', charge_unknown, unknown, waiting_card, ''",
    "unsettled, pi_1, cancelling, unknown, waiting_card, Your bank asks.",
    "succeeded, pi_1, resting, settled, resting, ''",
    "failed, pi_1, charging, failed, charging_card, ''",
    "cancelled, pi_1, charge_unknown, failed, resolving, ''",
  })
  void charges_keep_their_state_and_their_invoice_waits_for_them(
      String was, String intent, String attempt, String state, String stage, String sentence)
      throws SQLException {
    try (var old = version16()) {
      insertInvoice(old, attempt, "Your bank asks.");
      execute(
          old,
          """
          INSERT INTO card_intents (id, invoice_id, intent_id, payment_method, cents, worth,
            created_at, state, code)
          VALUES ('key-0', 'i', '%s', 'pm_1', 500, 10000, 1000, '%s', '')
          """
              .formatted(intent, was));
    }
    assertThat(migrated("id, account, instrument, amount, worth, state"))
        .isEqualTo("card key-0 cus_1 pm_1 500 10000 " + state);
    assertThat(migrated("external_id || '/' || sentence"))
        .isEqualTo("card " + intent + "/" + sentence);
    assertThat(row("SELECT stage FROM invoices")).isEqualTo(stage);
  }

  @ParameterizedTest
  @CsvSource({
    "resting, resting",
    "looking_back, resolving",
    "paying, asking_wallet",
    "pay_unknown, resolving",
  })
  void an_invoice_without_an_unknown_attempt_waits_for_none(String attempt, String stage)
      throws SQLException {
    try (var old = version16()) {
      insertInvoice(old, attempt, "");
    }
    migrate();
    assertThat(row("SELECT stage FROM invoices")).isEqualTo(stage);
  }

  @Test
  void an_invoice_waits_for_a_code_that_a_wallet_was_told_to_pay() throws SQLException {
    try (var old = version16()) {
      insertInvoice(old, "pay_unknown", "");
      execute(
          old,
          """
          INSERT INTO bolt11s (id, invoice_id, payment_hash, lnbc, msats, worth, created_at,
            expires_at, trial)
          VALUES ('a', 'i', 'hash', 'lnbc1', 10000000, 10000, 1000, 4600, 'unknown')
          """);
    }
    migrate();
    assertThat(row("SELECT stage FROM invoices")).isEqualTo("waiting_lightning");
    assertThat(row("SELECT look_at IS NULL FROM invoices")).isEqualTo("1");
  }

  private Connection version16() throws SQLException {
    Flyway.configure()
        .dataSource(url(), null, null)
        .locations("classpath:db/migration")
        .target("16")
        .load()
        .migrate();
    var old = DriverManager.getConnection(url());
    execute(
        old,
        "INSERT INTO tenants (pubkey, return_url, created_at, stripe_customer_id) VALUES ('"
            + TENANT
            + "', '', 0, 'cus_1')");
    return old;
  }

  private void insertInvoice(Connection old, String attempt, String sentence) throws SQLException {
    execute(
        old,
        """
        INSERT INTO invoices (id, tenant_pubkey, number, total, currency, cents, period_start,
          period_end, created_at, status, due_at, void_note, attempt, attempt_at, attempt_count,
          attempt_sentence, our_side, told, look_at, pending_effect)
        VALUES ('i', '%s', 1, 10000, 'sat', 1000, 0, 1, 0, 'open', 604800, '', '%s', 1000, 2, '%s',
          'answers', 'asked', 2000, '')
        """
            .formatted(TENANT, attempt, sentence));
  }

  private void migrate() {
    Db.open(folder.resolve("caravel.db"), new TestClock()).close();
  }

  /// The rail and these columns of the one attempt, separated by blanks.
  private String migrated(String columns) throws SQLException {
    migrate();
    return row("SELECT rail, " + columns + " FROM payment_attempts");
  }

  private String row(String sql) throws SQLException {
    try (var connection = DriverManager.getConnection(url());
        var statement = connection.createStatement();
        var rows = statement.executeQuery(sql)) {
      assertThat(rows.next()).isTrue();
      var text = new StringBuilder();
      for (var column = 1; column <= rows.getMetaData().getColumnCount(); column++) {
        text.append(column == 1 ? "" : " ").append(rows.getString(column));
      }
      return text.toString();
    }
  }

  /// Number and worth of the attempts, and those of the payments.
  private static List<Long> sums(Path file, List<String> tables) throws SQLException {
    var union =
        String.join(
            " UNION ALL ", tables.stream().map(table -> "SELECT worth FROM " + table).toList());
    var attempts = tables.isEmpty() ? "SELECT 0 AS worth WHERE 1 = 0" : union;
    try (var connection = DriverManager.getConnection("jdbc:sqlite:" + file);
        var statement = connection.createStatement();
        var rows =
            statement.executeQuery(
                "SELECT count(*), coalesce(sum(worth), 0) FROM (" + attempts + ")")) {
      assertThat(rows.next()).isTrue();
      return List.of(rows.getLong(1), rows.getLong(2));
    }
  }

  private static List<String> oldTables(Path file) throws SQLException {
    try (var connection = DriverManager.getConnection("jdbc:sqlite:" + file)) {
      return Stream.of("bolt11s", "checkouts", "card_intents", "payment_attempts")
          .filter(table -> exists(connection, table))
          .toList();
    }
  }

  private static boolean exists(Connection connection, String table) {
    try (var rows = connection.getMetaData().getTables(null, null, table, null)) {
      return rows.next();
    } catch (SQLException failed) {
      throw new IllegalStateException(failed);
    }
  }

  private static void execute(Connection connection, String sql) throws SQLException {
    try (var statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private String url() {
    return "jdbc:sqlite:" + folder.resolve("caravel.db");
  }
}
