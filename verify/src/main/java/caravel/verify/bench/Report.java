package caravel.verify.bench;

import caravel.nostr.Json;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import tools.jackson.databind.node.ObjectNode;

/// The results as a table and as JSON.
///
/// @param unit one verification, measured in the same run
record Report(VerifyRate.Unit unit, List<Figure> figures) {
  private static final int KIB_PER_MIB = 1024;
  private static final List<String> HEADINGS =
      List.of("job", "done", "a second", "p50 ms", "p99 ms", "CPU µs", "verifies", "load µs", "");

  void print(Consumer<String> out) {
    var rows = new ArrayList<List<String>>();
    rows.add(HEADINGS);
    for (var figure : figures) {
      rows.add(row(figure));
    }
    var widths = new int[HEADINGS.size()];
    for (var row : rows) {
      for (int i = 0; i < widths.length; i++) {
        widths[i] = Math.max(widths[i], row.get(i).length());
      }
    }
    for (var row : rows) {
      var line = new StringBuilder();
      for (int i = 0; i < widths.length; i++) {
        boolean left = i == 0 || i == widths.length - 1;
        var pad = " ".repeat(widths[i] - row.get(i).length());
        line.append(left ? row.get(i) + pad : pad + row.get(i)).append("  ");
      }
      out.accept(line.toString().stripTrailing());
    }
    out.accept(
        "1 verification = "
            + decimals(1, unit.micros())
            + " µs of one core; reading, hashing and verifying an event "
            + decimals(1, unit.wholeMicros())
            + " µs");
    machine()
        .properties()
        .forEach(fact -> out.accept(fact.getKey() + ": " + fact.getValue().asString()));
  }

  void write(Path file) throws IOException {
    var root = Json.mapper().createObjectNode();
    root.set("machine", machine());
    root.putObject("verify").put("cpu_us", unit.micros()).put("whole_event_us", unit.wholeMicros());
    var list = root.putArray("figures");
    for (var figure : figures) {
      var node = list.addObject().put("job", figure.job());
      switch (figure) {
        case Figure.Work work -> put(node, work);
        case Figure.Amount amount ->
            node.put("value", amount.value()).put("unit", amount.unit()).put("note", amount.note());
        case Figure.Failed failed -> node.put("failed", failed.why());
      }
    }
    Files.writeString(file, root.toPrettyString() + "\n");
  }

  boolean isClean() {
    return figures.stream().noneMatch(Figure.Failed.class::isInstance);
  }

  private List<String> row(Figure figure) {
    return switch (figure) {
      case Figure.Work work -> {
        var cpu = work.cost().server();
        yield List.of(
            work.job(),
            Long.toString(work.operations()),
            decimals(0, work.rate()),
            decimals(2, work.latencies().millis(0.5)),
            decimals(2, work.latencies().millis(0.99)),
            cpu == null ? "" : decimals(1, cpu),
            cpu == null ? "" : decimals(2, cpu / unit.micros()),
            decimals(1, work.cost().load()),
            work.note());
      }
      case Figure.Amount amount ->
          List.of(
              amount.job(),
              "",
              "",
              "",
              "",
              "",
              "",
              "",
              decimals(1, amount.value()) + " " + amount.unit() + bracketed(amount.note()));
      case Figure.Failed failed ->
          List.of(failed.job(), "", "", "", "", "", "", "", "FAILED: " + failed.why());
    };
  }

  private static String bracketed(String note) {
    return note.isEmpty() ? "" : " (" + note + ")";
  }

  private void put(ObjectNode node, Figure.Work work) {
    node.put("operations", work.operations())
        .put("seconds", work.seconds())
        .put("rate", work.rate());
    if (!work.latencies().isEmpty()) {
      node.put("p50_ms", work.latencies().millis(0.5)).put("p99_ms", work.latencies().millis(0.99));
    }
    node.put("load_cpu_us", work.cost().load());
    var cpu = work.cost().server();
    if (cpu != null) {
      node.put("cpu_us", cpu).put("verifies", cpu / unit.micros());
    }
    node.put("note", work.note());
  }

  private static ObjectNode machine() {
    var system = ManagementFactory.getOperatingSystemMXBean();
    var machine = Json.mapper().createObjectNode();
    return machine
        .put("processor", lineOf("/proc/cpuinfo", "model name"))
        .put("cores", Integer.toString(system.getAvailableProcessors()))
        .put("memory", memory())
        .put("system", system.getName() + " " + system.getVersion())
        .put("java", Runtime.version().toString())
        .put("load", decimals(2, system.getSystemLoadAverage()));
  }

  private static String memory() {
    var kib = lineOf("/proc/meminfo", "MemTotal").replaceAll("[^0-9]", "");
    return kib.isEmpty() ? "" : Long.parseLong(kib) / KIB_PER_MIB + " MiB";
  }

  private static String lineOf(String file, String name) {
    try (var lines = Files.lines(Path.of(file))) {
      return lines
          .filter(line -> line.startsWith(name))
          .map(line -> line.substring(line.indexOf(':') + 1).strip())
          .findFirst()
          .orElse("");
    } catch (IOException unknown) {
      return "";
    }
  }

  private static String decimals(int digits, double value) {
    return String.format(Locale.ROOT, "%." + digits + "f", value);
  }
}
