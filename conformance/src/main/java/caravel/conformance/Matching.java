package caravel.conformance;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/// Compares what came with what was recorded, by the rules of the recordings' README.
final class Matching {
  private static final List<String> FREE_AFTER =
      List.of(
          "failed to parse envelope: parse error: ",
          "failed to parse envelope: on filter: parse error: ");

  private Matching() {}

  /// @param missing what was recorded and did not come
  /// @param extra what came and was not recorded
  record Outcome(List<JsonNode> missing, List<JsonNode> extra, Bindings learnt) {
    boolean isComplete() {
      return missing.isEmpty();
    }
  }

  /// As sets: neither order nor repetition counts.
  static Outcome compare(List<JsonNode> recorded, List<JsonNode> received, Bindings bindings) {
    var learnt = bindings.copy();
    var extra = new ArrayList<>(received.stream().distinct().toList());
    var missing = new ArrayList<JsonNode>();
    for (var message : recorded.stream().distinct().toList()) {
      var found =
          extra.stream().filter(candidate -> matches(message, candidate, learnt)).findFirst();
      if (found.isPresent()) {
        found.ifPresent(extra::remove);
      } else {
        missing.add(message);
      }
    }
    return new Outcome(missing, extra, learnt);
  }

  private static boolean matches(JsonNode recorded, JsonNode received, Bindings learnt) {
    var attempt = learnt.copy();
    if (!matchesSo(recorded, received, attempt)) {
      return false;
    }
    learnt.take(attempt);
    return true;
  }

  private static boolean matchesSo(JsonNode recorded, JsonNode received, Bindings bindings) {
    if (recorded.isArray()) {
      return received.isArray() && elements(recorded, received, bindings);
    }
    if (recorded.isObject()) {
      return received.isObject() && fields(recorded, received, bindings);
    }
    if (recorded.isString() && (received.isString() || received.isIntegralNumber())) {
      var text = recorded.stringValue();
      for (var prefix : FREE_AFTER) {
        if (text.startsWith(prefix)) {
          return received.asString().startsWith(prefix);
        }
      }
      return bindings.matches(text, received.asString());
    }
    return recorded.equals(received)
        || (recorded.isNumber() && recorded.asString().equals(received.asString()));
  }

  private static boolean elements(JsonNode recorded, JsonNode received, Bindings bindings) {
    if (recorded.size() != received.size()) {
      return false;
    }
    for (int i = 0; i < recorded.size(); i++) {
      if (!matchesSo(recorded.get(i), received.get(i), bindings)) {
        return false;
      }
    }
    return true;
  }

  private static boolean fields(JsonNode recorded, JsonNode received, Bindings bindings) {
    if (!Set.copyOf(recorded.propertyNames()).equals(Set.copyOf(received.propertyNames()))) {
      return false;
    }
    for (var field : recorded.properties()) {
      var other = received.get(field.getKey());
      var same =
          isSet(recorded, field.getKey())
              ? sameSet(field.getValue(), other)
              : matchesSo(field.getValue(), other, bindings);
      if (!same) {
        return false;
      }
    }
    return true;
  }

  /// The tags of some kinds, and what `listallowedpubkeys` makes of a member list.
  private static boolean isSet(JsonNode object, String key) {
    return switch (key) {
      case "tags" -> isList(object.path("kind").asInt(0));
      case "result" -> object.at("/result/0/reason").asString("").equals("relay member");
      default -> false;
    };
  }

  private static boolean isList(int kind) {
    return kind == 13_534 || kind == 39_001 || kind == 39_002;
  }

  private static boolean sameSet(JsonNode recorded, JsonNode received) {
    var rest = new ArrayList<>(received.valueStream().toList());
    for (var element : recorded) {
      if (!rest.remove(element)) {
        return false;
      }
    }
    return rest.isEmpty();
  }
}
