package caravel.verify.simulate;

import org.jspecify.annotations.Nullable;

/// A rule of the simulation was broken.
final class Violation extends RuntimeException {
  private static final long serialVersionUID = 1;

  Violation(String what) {
    super(what);
  }

  /// @param sentence each `{}` is replaced by the next value
  static void unless(boolean holds, String sentence, @Nullable Object... values) {
    if (holds) {
      return;
    }
    var text = new StringBuilder();
    var from = 0;
    for (var value : values) {
      var hole = sentence.indexOf("{}", from);
      if (hole >= 0) {
        text.append(sentence, from, hole).append(value);
        from = hole + 2;
      }
    }
    throw new Violation(text.append(sentence.substring(from)).toString());
  }
}
