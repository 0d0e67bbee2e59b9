package caravel.control.db;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import caravel.control.TestClock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A database file that cannot be opened is refused with one sentence.
final class DbOpeningTest {
  private final TestClock clock = new TestClock();
  private Path file;
  private Db db;

  @BeforeEach
  void open(@TempDir Path folder) {
    file = folder.resolve("new").resolve("caravel.db");
    db = Db.open(file, clock);
    db.inTx(tx -> tx.handle().execute("CREATE TABLE things (name TEXT PRIMARY KEY)"));
  }

  @AfterEach
  void close() {
    db.close();
  }

  @Test
  void a_second_opening_of_the_same_file_is_refused_in_one_sentence() {
    assertThatThrownBy(() -> Db.open(file, clock))
        .isInstanceOf(DbException.class)
        .hasMessage("the database " + file + " is in use by another running program");
    add("a");
    assertThat(names()).containsExactly("a");
  }

  @Test
  void a_file_that_is_no_database_is_refused_in_one_sentence(@TempDir Path folder)
      throws IOException {
    var broken =
        Files.writeString(folder.resolve("broken.db"), "this is not a database ".repeat(50));
    assertThatThrownBy(() -> Db.open(broken, clock))
        .isInstanceOf(DbException.class)
        .hasMessageStartingWith("the database " + broken + " cannot be used: ")
        .hasMessageNotContaining("\n");
  }

  @Test
  void a_folder_that_cannot_be_made_is_refused_in_one_sentence(@TempDir Path folder)
      throws IOException {
    var inTheWay = Files.writeString(folder.resolve("file"), "");
    assertThatThrownBy(() -> Db.open(inTheWay.resolve("caravel.db"), clock))
        .isInstanceOf(DbException.class)
        .hasMessageStartingWith("the database ")
        .hasMessageNotContaining("\n");
    assertThatThrownBy(() -> Db.open(folder, clock))
        .isInstanceOf(DbException.class)
        .hasMessageNotContaining("\n");
  }

  @Test
  void a_database_of_a_newer_version_is_refused() {
    db.inTx(tx ->
        tx.handle()
            .execute(
                """
                INSERT INTO flyway_schema_history (installed_rank, version, description, type,
                  script, checksum, installed_by, installed_on, execution_time, success)
                VALUES (9999, '9999', 'later', 'SQL', 'V9999__later.sql', 1, '', '2026-01-01 00:00:00.000', 1, 1)
                """));
    db.close();
    assertThatThrownBy(() -> Db.open(file, clock))
        .isInstanceOf(NewerDatabaseException.class)
        .hasMessageContaining("newer version");
  }

  private void add(String name) {
    db.inTx(tx -> {
      insert(tx, name);
      return null;
    });
  }

  private List<String> names() {
    return db.read(tx ->
        tx.handle().select("SELECT name FROM things ORDER BY name").mapTo(String.class).list());
  }

  private static void insert(Tx tx, String name) {
    tx.handle().execute("INSERT INTO things VALUES (?)", name);
  }
}
