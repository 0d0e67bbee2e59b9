package caravel.verify.attack;

/// One kind of attack.
///
/// @param name its name on the command line
/// @param does its description, in one line
/// @param method runs the attack
record Attack(String name, String does, Method method) {
  /// Attacks until [AttackTarget#isOver], then closes its connections and returns.
  @FunctionalInterface
  interface Method {
    void run(AttackTarget target) throws Exception;
  }
}
