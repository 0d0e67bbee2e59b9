package caravel.verify;

import caravel.conformance.numbers.ConformanceSuite;
import java.util.Set;
import java.util.TreeSet;

/// Numbers of checks as the command takes them, such as `45,60-66`.
final class NumberList {
  private static final int DIGITS_MAX = 3;

  private NumberList() {}

  /// @throws IllegalArgumentException with a sentence for people when the text is none
  static Set<Integer> parse(String text) {
    var numbers = new TreeSet<Integer>();
    for (var part : text.split(",", -1)) {
      var bounds = part.strip().split("-", -1);
      var first = number(bounds[0], text);
      var last = bounds.length == 1 ? first : number(bounds[1], text);
      if (bounds.length > 2 || first > last) {
        throw wrong(text);
      }
      for (int number = first; number <= last; number++) {
        numbers.add(number);
      }
    }
    return numbers;
  }

  private static int number(String digits, String text) {
    if (!digits.matches("[0-9]{1," + DIGITS_MAX + "}")) {
      throw wrong(text);
    }
    var number = Integer.parseInt(digits);
    if (number < 1 || number > ConformanceSuite.NUMBER_MAX) {
      throw wrong(text);
    }
    return number;
  }

  private static IllegalArgumentException wrong(String text) {
    return new IllegalArgumentException(
        "--only takes numbers from 1 to "
            + ConformanceSuite.NUMBER_MAX
            + ", such as 45,60-66. It was: "
            + text);
  }
}
