package caravel.app;

/// The orderly end: on Ctrl-C or a polite kill everything is closed in the reverse of its order.
final class Ending {
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

  private static void close(Surroundings surroundings, AutoCloseable part) {
    try {
      part.close();
    } catch (Exception failed) {
      surroundings.complain("while ending: " + Causes.chain(failed));
    }
  }
}
