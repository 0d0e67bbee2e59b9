package caravel.control.http;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The answer to `GET /readyz`: 200 while every check passes, otherwise 503 with one line for each
/// fault.
///
/// The route is public, so the checks only read state that workers keep up to date.
public final class Readiness {
  private static final Logger LOG = LoggerFactory.getLogger(Readiness.class);
  private static final String DRAINING = "the process is stopping";

  /// @param name of the component, such as `database`
  /// @param fault one sentence without secrets and paths; empty = no fault
  public record Check(String name, Supplier<Optional<String>> fault) {}

  private final List<Check> checks;
  private volatile boolean draining;

  public Readiness(List<Check> checks) {
    this.checks = List.copyOf(checks);
  }

  /// Answers 503 from now on, so that no new client is sent here. Called before the server closes.
  public void drain() {
    draining = true;
  }

  /// Whether each check passes now, by its name.
  public Map<String, Boolean> passes() {
    return checks.stream().collect(Collectors.toMap(Check::name, check -> fault(check).isEmpty()));
  }

  Response respond() {
    var faults = faults();
    return faults.isEmpty()
        ? new Response.Plain(200, "ready\n")
        : new Response.Plain(503, "not ready\n" + String.join("\n", faults) + "\n");
  }

  private List<String> faults() {
    var faults = new ArrayList<String>();
    if (draining) {
      faults.add(DRAINING);
    }
    for (var check : checks) {
      fault(check).ifPresent(fault -> faults.add(check.name() + ": " + fault));
    }
    return faults;
  }

  private static Optional<String> fault(Check check) {
    try {
      return check.fault().get();
    } catch (RuntimeException failed) {
      LOG.error("the readiness check {} failed", check.name(), failed);
      return Optional.of("cannot be checked");
    }
  }
}
