package caravel.app.doctor;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/// Whether the names of the API, the web app and of relays resolve from this machine.
public final class NameCheck {
  private final Names names;
  private final List<Server> servers;
  private final String anyRelay;

  /// The look-up of a name.
  @FunctionalInterface
  public interface Names {
    /// The names of this machine's resolver.
    Names SYSTEM = InetAddress::getAllByName;

    InetAddress[] lookUp(String name) throws UnknownHostException;
  }

  /// @param setting from which the name comes
  public record Server(String setting, String name) {}

  /// @param anyRelay a name below the relay domain that no relay has
  public NameCheck(Names names, List<Server> servers, String anyRelay) {
    this.names = names;
    this.servers = List.copyOf(servers);
    this.anyRelay = anyRelay;
  }

  public List<Finding> ask() {
    var findings = new ArrayList<Finding>();
    for (var server : servers) {
      findings.add(
          resolved(
              server.name(),
              server.name() + " (" + server.setting() + ")",
              "Add a DNS record: "
                  + server.name()
                  + "  A  <address of your proxy>. Or correct "
                  + server.setting()
                  + "."));
    }
    var wildcard = "*" + anyRelay.substring(anyRelay.indexOf('.'));
    findings.add(
        resolved(
            anyRelay,
            wildcard,
            "Add a DNS record: "
                + wildcard
                + "  A  <address of your proxy>. Or correct"
                + " RELAY_DOMAIN."));
    return findings;
  }

  private Finding resolved(String name, String shown, String action) {
    try {
      return Finding.ok(shown + " resolves to " + addresses(name) + ".");
    } catch (UnknownHostException absent) {
      return Finding.fault(shown + " does not resolve, so nobody can reach it.", action);
    }
  }

  private String addresses(String name) throws UnknownHostException {
    Set<String> addresses =
        Arrays.stream(names.lookUp(name))
            .map(InetAddress::getHostAddress)
            .collect(Collectors.toCollection(TreeSet::new));
    return String.join(", ", addresses);
  }
}
