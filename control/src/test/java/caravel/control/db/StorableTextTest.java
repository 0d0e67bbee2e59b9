package caravel.control.db;

import static org.assertj.core.api.Assertions.assertThat;

import caravel.control.TestClock;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Text that PostgreSQL refuses is stored in another form, by both kinds of database alike.
final class StorableTextTest {
  @TempDir Path folder;

  @Test
  void nul_and_halves_of_surrogate_pairs_are_replaced_and_nothing_else() {
    assertThat(StorableText.of("a\0b")).isEqualTo("a\uFFFDb");
    assertThat(StorableText.of("\uD83D")).isEqualTo("\uFFFD");
    assertThat(StorableText.of("x\uDE00\uD83D")).isEqualTo("x\uFFFD\uFFFD");
    for (var kept : List.of("", "plain", "\uD83D\uDE00 é\n\t\u0001", "\uFFFD")) {
      assertThat(StorableText.of(kept)).isEqualTo(kept);
    }
  }

  @Test
  void a_transaction_with_such_text_is_committed_by_both() {
    var clock = new TestClock();
    try (var file = Db.open(folder.resolve("caravel.db"), clock);
        var server = Db.open(TestDatabase.migrated(clock), clock, () -> {})) {
      for (var db : List.of(file, server)) {
        db.inTx(tx -> {
          tx.handle()
              .execute(
                  "INSERT INTO stripe_events (id, type, received_at) VALUES (?, ?, 1)",
                  "a\0\uD83D",
                  "\uD83D\uDE00");
          return tx.handle()
              .createUpdate("UPDATE stripe_events SET type = type || :more")
              .bind("more", "\0")
              .execute();
        });
        var stored =
            db.<String>read(tx ->
                tx.handle()
                    .createQuery("SELECT id || type FROM stripe_events")
                    .mapTo(String.class)
                    .one());
        assertThat(stored).isEqualTo("a\uFFFD\uFFFD\uD83D\uDE00\uFFFD");
      }
    }
  }
}
