package caravel.verify.simulate;

/// The process is no more. Nobody catches it but the world, which starts another.
final class Death extends Error {
  private static final long serialVersionUID = 1;

  Death(String when) {
    super(when, null, false, false);
  }
}
