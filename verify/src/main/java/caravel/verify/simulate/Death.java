package caravel.verify.simulate;

/// The process has died. Only the world catches this, and starts another process.
final class Death extends Error {
  private static final long serialVersionUID = 1;

  Death(String when) {
    super(when, null, false, false);
  }
}
