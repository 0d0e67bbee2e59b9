package caravel.app;

import java.util.ArrayList;
import java.util.List;

/// Formats an exception and its causes as one line.
final class Causes {
  private static final int DEPTH_MAX = 8;

  private Causes() {}

  static String chain(Throwable thrown) {
    var texts = new ArrayList<String>();
    for (Throwable cause = thrown;
        cause != null && texts.size() < DEPTH_MAX;
        cause = cause.getCause()) {
      var message = cause.getMessage();
      var text = message == null ? cause.getClass().getSimpleName() : message;
      if (texts.isEmpty() || !last(texts).contains(text)) {
        texts.add(text);
      }
    }
    return String.join(": ", texts);
  }

  private static String last(List<String> texts) {
    return texts.getLast();
  }
}
