package caravel.control.db;

import java.sql.Types;
import org.jdbi.v3.core.argument.AbstractArgumentFactory;
import org.jdbi.v3.core.argument.Argument;
import org.jdbi.v3.core.config.ConfigRegistry;

/// Stores text that both kinds of database accept. NUL and halves of surrogate pairs, which
/// PostgreSQL refuses, become U+FFFD: a wallet or a relay may answer with them, and its answer must
/// not stop a transaction.
final class StorableText extends AbstractArgumentFactory<String> {
  private static final char REPLACEMENT = '\uFFFD';

  StorableText() {
    super(Types.VARCHAR);
  }

  @Override
  protected Argument build(String value, ConfigRegistry config) {
    var text = of(value);
    return (position, statement, _) -> statement.setString(position, text);
  }

  static String of(String text) {
    for (int at = 0; at < text.length(); at++) {
      var unit = text.charAt(at);
      if (unit == 0 || Character.isSurrogate(unit)) {
        return replaced(text);
      }
    }
    return text;
  }

  private static String replaced(String text) {
    var stored = new StringBuilder(text.length());
    text.codePoints()
        .map(point -> point == 0 || isHalf(point) ? REPLACEMENT : point)
        .forEach(stored::appendCodePoint);
    return stored.toString();
  }

  private static boolean isHalf(int point) {
    return point >= Character.MIN_SURROGATE && point <= Character.MAX_SURROGATE;
  }
}
