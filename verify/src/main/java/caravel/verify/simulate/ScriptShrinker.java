package caravel.verify.simulate;

import caravel.verify.simulate.Trial.Broken;
import caravel.verify.simulate.Trial.Held;
import caravel.verify.simulate.Trial.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/// Looks for the shortest script that still breaks: removes ever smaller parts and plays the rest.
final class ScriptShrinker {
  private static final int KIND_CHARACTERS = 24;

  /// About a minute.
  private static final long SEARCH_NANOS_MAX = 75_000_000_000L;

  private final Function<Script, Outcome> play;
  private final long began = System.nanoTime();
  private int playsLeft;
  private Broken shortest;

  /// @param play plays a script
  private ScriptShrinker(Broken broken, int plays, Function<Script, Outcome> play) {
    this.shortest = broken;
    this.playsLeft = plays;
    this.play = play;
  }

  /// @param plays most scripts to play
  static Broken of(Broken broken, int plays, Function<Script, Outcome> play) {
    var scriptShrinker = new ScriptShrinker(broken, plays, play);
    scriptShrinker.cutTheEnd();
    for (var size = Math.max(1, scriptShrinker.length() / 2); size >= 1; size = next(size)) {
      scriptShrinker.strike(size);
      if (size == 1) {
        break;
      }
    }
    return scriptShrinker.shortest;
  }

  /// The violated rule, without its values.
  private static String kind(Broken broken) {
    var words = broken.what().replaceAll("[^a-z \\n]", "");
    return words.substring(0, Math.min(KIND_CHARACTERS, words.length()));
  }

  private static int next(int size) {
    return Math.max(1, size / 2);
  }

  private int length() {
    return shortest.script().acts().size();
  }

  /// Removes the acts after the violation.
  private void cutTheEnd() {
    var acts = shortest.script().acts();
    stillBreaks(acts.subList(0, Math.min(acts.size(), shortest.acts() + 1)));
  }

  private void strike(int size) {
    for (var from = 0; from < length() && playsLeft > 0; ) {
      var fewer = new ArrayList<>(shortest.script().acts());
      fewer.subList(from, Math.min(fewer.size(), from + size)).clear();
      if (!stillBreaks(fewer)) {
        from += size;
      }
    }
  }

  private boolean stillBreaks(List<Act> acts) {
    if (playsLeft-- <= 0
        || System.nanoTime() - began > SEARCH_NANOS_MAX
        || acts.size() == length()) {
      return false;
    }
    return switch (play.apply(shortest.script().with(acts))) {
      case Broken broken -> {
        var same = kind(broken).equals(kind(shortest));
        shortest = same ? broken : shortest;
        yield same;
      }
      case Held _ -> false;
    };
  }
}
