package caravel.app.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import caravel.app.database.DatabaseLocation;
import caravel.app.doctor.Finding.Level;
import caravel.control.db.Db;
import caravel.control.db.SecretBox;
import caravel.control.db.SecretPlace;
import caravel.nostr.SecretKey;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The review of stored data, beside the database that a server has open.
final class StoredDataReviewTest {
  private static final SecretKey KEY = SecretKey.parse("07".repeat(32));
  private static final SecretKey NEWER = SecretKey.parse("08".repeat(32));
  private static final String TENANT = SecretKey.parse("09".repeat(32)).publicKey().hex();

  @TempDir private Path folder;
  private Db db;

  @BeforeEach
  void start() {
    db = Db.open(folder.resolve("caravel.db"), InstantSource.system());
    var sealed =
        new SecretBox(List.of(KEY))
            .seal("nostr+walletconnect://x", new SecretPlace("tenants.nwc_url", TENANT));
    db.inTx(tx ->
        tx.handle()
            .execute(
                "INSERT INTO tenants (pubkey, return_url, created_at, nwc_url)"
                    + " VALUES (?, '', 1, ?)",
                TENANT,
                sealed));
  }

  @AfterEach
  void stop() {
    db.close();
  }

  private List<Finding> ask(List<SecretKey> keys) throws SQLException {
    var file = folder.resolve("caravel.db");
    return new StoredDataReview(
            new DatabaseLocation.File(file),
            new SecretBox(keys),
            Set.of("free"),
            Set.of("localhost"))
        .ask();
  }

  @Test
  void email_addresses_are_reviewed_and_an_older_database_has_none() throws SQLException {
    db.inTx(tx ->
        tx.handle()
            .execute(
                "INSERT INTO tenant_emails (tenant_pubkey, id, address, secret, status,"
                    + " unsubscribe_hash, changed_at) VALUES (?, 'e', 'sealed', 'sealed', 'verified', 'h', 1)",
                TENANT));
    assertThat(ask(List.of(KEY)).getFirst().sentence())
        .isEqualTo("ENCRYPTION_SECRET cannot decrypt 2 of the stored secrets.");
    db.inTx(tx -> tx.handle().execute("DROP TABLE tenant_emails"));
    assertThat(ask(List.of(KEY)).getFirst().level()).isEqualTo(Level.OK);
  }

  @Test
  void copies_of_removed_messages_are_reviewed() throws SQLException {
    // A connection of its own does not ask for the message's relay.
    try (var connection =
            DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("caravel.db"));
        var statement = connection.createStatement()) {
      statement.execute("INSERT INTO removed_messages VALUES ('m', 'r', 'e', 'sealed', 1)");
    }
    assertThat(ask(List.of(KEY)).getFirst().sentence())
        .isEqualTo("ENCRYPTION_SECRET cannot decrypt 1 of the stored secrets.");
  }

  @Test
  void secrets_that_a_key_of_the_list_decrypts_are_good() throws SQLException {
    for (var keys : List.of(List.of(KEY), List.of(NEWER, KEY))) {
      assertThat(ask(keys))
          .singleElement()
          .satisfies(finding -> {
            assertThat(finding.level()).isEqualTo(Level.OK);
            assertThat(finding.sentence()).contains("all 1 stored secrets");
          });
    }
  }

  @Test
  void a_secret_that_no_key_decrypts_is_a_fault() throws SQLException {
    assertThat(ask(List.of(NEWER)))
        .singleElement()
        .satisfies(finding -> {
          assertThat(finding.level()).isEqualTo(Level.FAULT);
          assertThat(finding.action()).contains("Add the old key after the new one");
        });
  }

  @Test
  void no_database_is_no_fault() throws SQLException {
    var absent = folder.resolve("absent.db");
    assertThat(
            new StoredDataReview(
                    new DatabaseLocation.File(absent),
                    new SecretBox(List.of(KEY)),
                    Set.of(),
                    Set.of())
                .ask())
        .extracting(Finding::level)
        .containsExactly(Level.NOTE);
    assertThat(absent).doesNotExist();
  }
}
