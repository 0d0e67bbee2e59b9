package caravel.conformance.numbers;

import caravel.conformance.PlainHttp;
import java.util.Objects;

/// Comparisons of checks. Each ends the check as failed when it does not hold.
final class Expect {
  private Expect() {}

  static void that(boolean holds, String expected, Object seen) {
    if (!holds) {
      throw CheckException.failed(expected, seen);
    }
  }

  static void equal(Object expected, Object seen) {
    that(Objects.equals(expected, seen), "“" + expected + "”", seen);
  }

  static void contains(String expected, String seen) {
    that(seen.contains(expected), "a text with “" + expected + "”", seen);
  }

  static void startsWith(String expected, String seen) {
    that(seen.startsWith(expected), "a text that starts with “" + expected + "”", seen);
  }

  static void status(int expected, PlainHttp.Answer answer) {
    that(answer.status() == expected, "status " + expected, describe(answer));
  }

  /// Compares the status and the `error` of an answer of the management API.
  ///
  /// @param error `…` at its end stands for any text
  static void error(int expected, String error, PlainHttp.Answer answer) {
    var body = answer.body().strip();
    var seen = body.startsWith("{") ? Text.tree(body).path("error").asString("") : body;
    var isEqual =
        error.endsWith("…")
            ? seen.startsWith(error.substring(0, error.length() - 1))
            : seen.equals(error);
    that(
        answer.status() == expected && isEqual,
        "status " + expected + " “" + error + "”",
        describe(answer));
  }

  private static String describe(PlainHttp.Answer answer) {
    var reason = answer.header("x-reason");
    return "status " + answer.status() + " " + (reason.isEmpty() ? answer.body() : reason).strip();
  }
}
