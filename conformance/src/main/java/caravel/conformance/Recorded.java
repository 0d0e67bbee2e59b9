package caravel.conformance;

import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/// A piece of a transcript: what is done, and what came of it.
///
/// @param number of its last step, from 0
/// @param steps what is done, in order, each before the answers to any of them
/// @param answers steps that tell what came
record Recorded(int number, List<JsonNode> steps, List<JsonNode> answers) {
  private static final List<String> ANSWERS =
      List.of("recv", "recvRaw", "recvSummary", "callback", "nothing");

  Recorded {
    steps = List.copyOf(steps);
    answers = List.copyOf(answers);
  }

  static List<Recorded> pieces(JsonNode transcript) {
    var pieces = new ArrayList<Recorded>();
    var steps = new ArrayList<JsonNode>();
    var answers = new ArrayList<JsonNode>();
    int last = 0;
    int number = -1;
    for (var step : transcript.path("steps")) {
      number++;
      if (isAnswer(step)) {
        answers.add(step);
        continue;
      }
      var alone = !step.has("send") || !answers.isEmpty() || !areSends(steps);
      if (alone && !steps.isEmpty()) {
        pieces.add(new Recorded(last, steps, answers));
        steps.clear();
        answers.clear();
      }
      steps.add(step);
      last = number;
    }
    pieces.add(new Recorded(last, steps, answers));
    return pieces;
  }

  private static boolean isAnswer(JsonNode step) {
    return ANSWERS.stream().anyMatch(step::has)
        || step.path("closed").asString("").equals("by relay");
  }

  private static boolean areSends(List<JsonNode> steps) {
    return steps.stream().allMatch(step -> step.has("send"));
  }

  /// Describes the place of a recorded answer for a reader.
  String describe() {
    var text = steps.getLast().toString();
    return number + ": " + (text.length() > 300 ? text.substring(0, 300) + "…" : text);
  }
}
