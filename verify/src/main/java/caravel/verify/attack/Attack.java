package caravel.verify.attack;

/// One kind of attack.
///
/// @param name as the command line takes it
/// @param does its description, in one line
/// @param method makes the attack
record Attack(String name, String does, Method method) {
  /// Attacks until [AttackTarget#isOver], then closes its connections and returns.
  @FunctionalInterface
  interface Method {
    void run(AttackTarget target) throws Exception;
  }
}
