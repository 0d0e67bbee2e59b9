package caravel.control.admin;

import caravel.control.db.Db;
import caravel.control.db.SecretBox;
import caravel.control.db.SecretColumn;
import caravel.control.db.Tx;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToLongFunction;

/// Reads every secret in the database, for the check at start-up and for `caravel reseal`.
public final class SecretStore {
  private static final int PAGE_ROWS = 500;

  private final Db db;
  private final SecretBox box;

  public SecretStore(Db db, SecretBox box) {
    this.db = db;
    this.box = box;
  }

  private static String page(SecretColumn column) {
    return "SELECT %s, %s FROM %s WHERE %s > ? AND %s ORDER BY %s LIMIT %d"
        .formatted(
            column.key(),
            column.name(),
            column.table(),
            column.key(),
            column.filter(),
            column.key(),
            PAGE_ROWS);
  }

  private static String update(SecretColumn column) {
    return "UPDATE %s SET %s = ? WHERE %s = ?"
        .formatted(column.table(), column.name(), column.key());
  }

  private record Row(String id, String sealed) {}

  /// Counts the stored secrets by their state.
  public Map<SecretBox.State, Long> count() {
    var counts = new EnumMap<SecretBox.State, Long>(SecretBox.State.class);
    for (var column : SecretColumn.all()) {
      var last = Optional.of("");
      while (last.isPresent()) {
        var page = page(column, last.get());
        for (var row : page) {
          counts.merge(box.state(row.sealed(), column.place(row.id())), 1L, Long::sum);
        }
        last = lastId(page);
      }
    }
    return counts;
  }

  /// Encrypts every secret again with the first key and its place, in transactions of [#PAGE_ROWS]
  /// rows. May be interrupted and repeated.
  ///
  /// @return number of changed secrets; current ones are skipped
  /// @throws IllegalStateException if a secret cannot be read; the pages before it stay changed
  public long reseal() {
    var resealed = 0L;
    for (var column : SecretColumn.all()) {
      var last = Optional.of("");
      while (last.isPresent()) {
        var page = page(column, last.get());
        resealed += reseal(column, page);
        last = lastId(page);
      }
    }
    return resealed;
  }

  private long reseal(SecretColumn column, List<Row> page) {
    ToLongFunction<Tx> work = tx -> page.stream().filter(row -> reseal(tx, column, row)).count();
    return db.<Long>inTx(work::applyAsLong);
  }

  private boolean reseal(Tx tx, SecretColumn column, Row row) {
    var place = column.place(row.id());
    var secret =
        switch (box.state(row.sealed(), place)) {
          case CURRENT -> "";
          case OLD_KEY -> box.open(row.sealed(), place);
          case UNBOUND -> box.openUnbound(row.sealed()).orElseThrow();
          case UNREADABLE -> throw new IllegalStateException("no key opens the secret in " + place);
        };
    if (secret.isEmpty()) {
      return false;
    }
    tx.handle().execute(update(column), box.seal(secret, place), row.id());
    return true;
  }

  private List<Row> page(SecretColumn column, String after) {
    return db.read(tx ->
        tx.handle()
            .select(page(column), after)
            .map((row, _) -> new Row(row.getString(1), row.getString(2)))
            .list());
  }

  private static Optional<String> lastId(List<Row> page) {
    return page.size() < PAGE_ROWS ? Optional.empty() : Optional.of(page.getLast().id());
  }
}
