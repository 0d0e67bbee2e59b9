package caravel.verify;

import caravel.app.Main;
import java.io.File;
import java.io.PrintWriter;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// The output streams and the clock of a command.
record CommandContext(PrintWriter out, PrintWriter err, InstantSource clock) {
  void say(String line) {
    out.println(line);
    out.flush();
  }

  void complain(String line) {
    err.println("caravel: " + line);
    err.flush();
  }

  /// The command line of a Caravel in a separate process: this process's JVM flags and its class
  /// path without the jars of this module.
  static List<String> product(String command) {
    var line = new ArrayList<String>();
    line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    for (var flag : ManagementFactory.getRuntimeMXBean().getInputArguments()) {
      if (!flag.startsWith("-Dcaravel.started") && !flag.startsWith("-Dcaravel.terminal")) {
        line.add(flag);
      }
    }
    line.add("-cp");
    line.add(
        Pattern.compile(File.pathSeparator, Pattern.LITERAL)
            .splitAsStream(System.getProperty("java.class.path"))
            .filter(entry -> !entry.replace('\\', '/').contains("/verify/target/lib/"))
            .collect(Collectors.joining(File.pathSeparator)));
    line.add(Main.class.getName());
    line.add(command);
    return line;
  }
}
