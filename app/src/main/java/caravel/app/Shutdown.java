package caravel.app;

/// The orderly stop: on Ctrl-C or SIGTERM everything is closed in the reverse order of its start.
final class Shutdown {
  private Shutdown() {}

  static void prepare(ProcessContext context, AutoCloseable running, AutoCloseable preflight) {
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(
                () -> {
                  context.say("ending …");
                  close(context, running);
                  close(context, preflight);
                  context.say("ended");
                },
                "ending"));
  }

  private static void close(ProcessContext context, AutoCloseable part) {
    try {
      part.close();
    } catch (Exception failed) {
      context.complain("while ending: " + Causes.chain(failed));
    }
  }
}
