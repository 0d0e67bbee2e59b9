package caravel.verify.attack;

/// The server did what an attack forbids. The attack fails, however well the bystander was served.
final class BreachException extends Exception {
  private static final long serialVersionUID = 1;

  BreachException(String what) {
    super(what);
  }
}
