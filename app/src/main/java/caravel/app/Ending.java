package caravel.app;

/// The orderly end: on Ctrl-C or a polite kill everything is closed in the reverse of its order.
final class Ending {
  /// The process cannot go on: an internal error, as `sysexits.h` has it.
  private static final int EXIT_BROKEN = 70;

  private Ending() {}

  static void prepare(Surroundings surroundings, AutoCloseable running, AutoCloseable preflight) {
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(
                () -> {
                  surroundings.say("ending …");
                  close(surroundings, running);
                  close(surroundings, preflight);
                  surroundings.say("ended");
                },
                "ending"));
  }

  /// Ends the process at once, without the orderly end, which may hang in a broken process. The
  /// files are as after a power cut, and the next start recovers them.
  static void halt() {
    Runtime.getRuntime().halt(EXIT_BROKEN);
  }

  private static void close(Surroundings surroundings, AutoCloseable part) {
    try {
      part.close();
    } catch (Exception failed) {
      surroundings.complain("while ending: " + Causes.chain(failed));
    }
  }
}
