package caravel.control.problem;

/// Carries a [Problem] up to the edge, which answers it. It is an answer, not an accident: no stack
/// trace is taken and nothing is logged.
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
