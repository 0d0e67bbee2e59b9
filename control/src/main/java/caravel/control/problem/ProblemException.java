package caravel.control.problem;

/// Carries a [Problem] to the HTTP layer, which sends it as the response. No stack trace is taken
/// and nothing is logged, because it is an expected result.
public final class ProblemException extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final transient Problem problem;

  ProblemException(Problem problem) {
    super(problem.code() + ": " + problem.sentence(), null, false, false);
    this.problem = problem;
  }

  public Problem problem() {
    return problem;
  }
}
