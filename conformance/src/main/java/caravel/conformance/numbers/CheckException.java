package caravel.conformance.numbers;

/// Ends a check early with its result.
final class CheckException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient CheckResult result;

  private CheckException(CheckResult result) {
    super(result.word() + ": " + result.detail());
    this.result = result;
  }

  static CheckException failed(String expected, Object seen) {
    return new CheckException(
        new CheckResult.Failed("expected " + expected + ", saw " + Text.shortened(seen)));
  }

  static CheckException differs(String behaviour) {
    return new CheckException(new CheckResult.Differs(behaviour));
  }

  static CheckException notApplicable(String reason) {
    return new CheckException(new CheckResult.NotApplicable(reason));
  }

  /// Ends a check whose other part, from outside, passed.
  static CheckException passedInPart(String notChecked) {
    return new CheckException(new CheckResult.Passed("not checked: " + notChecked));
  }

  CheckResult result() {
    return result;
  }
}
