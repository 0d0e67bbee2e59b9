package caravel.conformance.numbers;

/// The result of one check.
public sealed interface CheckResult {
  /// The word for the table: `passed`, `failed`, `differs` or `not applicable`.
  String word();

  /// One line that explains the result; `""` = none.
  String detail();

  /// The server behaves as described.
  ///
  /// @param detail the part that cannot be checked from outside, with its reason; `""` = none
  record Passed(String detail) implements CheckResult {
    @Override
    public String word() {
      return "passed";
    }
  }

  /// The server behaves otherwise.
  ///
  /// @param detail what was expected and what was seen
  record Failed(String detail) implements CheckResult {
    @Override
    public String word() {
      return "failed";
    }
  }

  /// The server behaves as a stock zooid where Caravel's engine deviates on purpose.
  record Differs(String detail) implements CheckResult {
    @Override
    public String word() {
      return "differs";
    }
  }

  /// The check cannot run against this server.
  ///
  /// @param detail the reason
  record NotApplicable(String detail) implements CheckResult {
    @Override
    public String word() {
      return "not applicable";
    }
  }
}
