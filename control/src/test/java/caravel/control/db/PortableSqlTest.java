package caravel.control.db;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The statements of the stores work on SQLite, on PostgreSQL, and on databases that speak its
/// language but lack some of its features.
final class PortableSqlTest {
  private static final Path SOURCES = Path.of("src/main/java");
  private static final Path MIGRATIONS = Path.of("src/main/resources/db/migration");

  /// Its database is always an SQLite file.
  private static final String SQLITE_ONLY = "ProbeStore.java";

  /// The last migration that was written for SQLite alone.
  private static final int LAST_UNCHECKED = 37;

  private static final Pattern TEXT =
      Pattern.compile("\"\"\"(.*?)\"\"\"|\"((?:[^\"\\\\\n]|\\\\.)*)\"", Pattern.DOTALL);

  private static final Pattern STATEMENT =
      Pattern.compile("\\b(SELECT|INSERT|UPDATE|DELETE|WHERE|ORDER BY|VALUES|CREATE|ALTER)\\b");

  /// Features that only SQLite has, that SQLite lacks, and that differ between the databases.
  private static final Pattern FORBIDDEN =
      Pattern.compile(
          """
          \\bINSERT\\s+OR\\b|\\bREPLACE\\s+INTO\\b|\\browid\\b|\\bjson_|\\bGLOB\\b|\\bPRAGMA\\b\
          |\\bIS\\s+(?:NOT\\s+)?[?:]|\\bsqlite_|\\bifnull\\s*\\(|\\biif\\s*\\(|\\bgroup_concat\\b|\\bINDEXED\\s+BY\\b\
          |\\bstrftime\\b|\\bunixepoch\\b|\\binstr\\s*\\(|\\bAUTOINCREMENT\\b|\\bCOLLATE\\b|\\bLIMIT\\s+-\
          |(?-i:SERIAL\\b)|\\bLISTEN\\b|\\bNOTIFY\\b|\\bpg_|\\bTRIGGER\\b|\\bTEMP(?:ORARY)?\\b|\\bDEFERRABLE\\b\
          |\\bLOCK\\s+TABLE\\b|\\bILIKE\\b|\\bRETURNING\\b|::|\\bboolean\\b|\\bTRUE\\b|\\bFALSE\\b\
          |\\b(?:max|min)\\s*\\([^()]*,|[\\w)?]\\s+/\\s+[\\w(:?]\
          """,
          Pattern.CASE_INSENSITIVE);

  @Test
  void the_statements_of_the_stores_are_portable() throws IOException {
    var faults = new ArrayList<String>();
    var statements = 0;
    try (var files = Files.walk(SOURCES)) {
      for (var file : files.filter(PortableSqlTest::isStore).sorted().toList()) {
        for (var statement : statements(Files.readString(file))) {
          statements++;
          fault(statement).ifPresent(found -> faults.add(file.getFileName() + ": " + found));
        }
      }
    }
    assertThat(faults).isEmpty();
    assertThat(statements).isGreaterThan(300);
  }

  @Test
  void new_migrations_are_portable() throws IOException {
    var faults = new ArrayList<String>();
    try (var files = Files.list(MIGRATIONS)) {
      for (var file : files.sorted().toList()) {
        var name = String.valueOf(file.getFileName());
        if (Integer.parseInt(name.substring(1, name.indexOf('_'))) > LAST_UNCHECKED) {
          var text = Files.readString(file).replaceAll("--[^\n]*", "");
          fault(text).ifPresent(found -> faults.add(name + ": " + found));
        }
      }
    }
    assertThat(faults).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "INSERT OR IGNORE INTO a VALUES (1)",
        "SELECT 1 FROM a WHERE b IS ?",
        "SELECT b / 2 FROM a",
        "SELECT max(b, c) FROM a",
        "SELECT pg_advisory_lock(1)",
        "UPDATE a SET b = true",
        "SELECT rowid FROM a",
        "SELECT b::text FROM a"
      })
  void what_is_not_portable_is_found(String statement) {
    assertThat(fault(statement)).isPresent();
  }

  private static boolean isStore(Path file) {
    var name = String.valueOf(file.getFileName());
    return name.endsWith("Store.java") && !name.equals(SQLITE_ONLY);
  }

  private static List<String> statements(String source) {
    return TEXT.matcher(source.replaceAll("(?m)^\\s*//[^\n]*", ""))
        .results()
        .map(PortableSqlTest::text)
        .filter(text -> STATEMENT.matcher(text).find())
        .toList();
  }

  private static String text(MatchResult found) {
    return found.group(1) == null ? found.group(2) : found.group(1);
  }

  private static Optional<String> fault(String statement) {
    return FORBIDDEN.matcher(statement).results().map(MatchResult::group).findFirst();
  }
}
