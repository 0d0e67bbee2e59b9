package caravel.control.hosting.files;

import caravel.control.auth.Caller;
import caravel.control.hosting.RelayAccess;
import caravel.control.hosting.RelayHost.RelayReply;
import caravel.control.hosting.files.FileHost.FilePage;
import caravel.control.hosting.files.FileHost.FileSort;
import caravel.control.problem.Problem;
import caravel.control.relay.Relay;
import caravel.control.relay.RelayProgress;
import java.util.Map;

/// Reads and deletes the files of online relays. Refusals are thrown as [Problem]s.
///
/// No network call happens inside a transaction: the relay deletes the file first, then the
/// deletion is recorded.
final class RelayFiles {
  private static final Problem UNSUPPORTED =
      new Problem.Conflict(
          "files-unsupported", "This relay’s software doesn’t report which files it stores.");

  private final RelayProgress relays;
  private final RelayAccess access;
  private final Map<String, FileHost> hosts;

  RelayFiles(RelayProgress relays, RelayAccess access, Map<String, FileHost> hosts) {
    this.relays = relays;
    this.access = access;
    this.hosts = Map.copyOf(hosts);
  }

  FilePage page(Relay relay, FileSort sort, String after) {
    var target = access.online(relay);
    return supported(target, host(relay).files(target.spec(), sort, after));
  }

  /// Deletes a file. A file that does not exist is a [Problem.NotFound].
  void delete(Relay relay, String sha256, Caller caller) {
    var existed =
        access.inTurn(
            relay,
            () -> {
              var target = access.online(relay);
              return supported(target, host(relay).deleteFile(target.spec(), sha256));
            });
    if (!existed) {
      throw Problem.notFound().asException();
    }
    relays.contentChanged(relay.id(), "delete_file", Map.of("sha256", sha256), caller);
  }

  private FileHost host(Relay relay) {
    var host = hosts.get(relay.address().zooidDomain());
    if (host == null) {
      throw UNSUPPORTED.asException();
    }
    return host;
  }

  private static <T> T supported(RelayAccess.Target target, RelayReply<T> reply) {
    if (reply instanceof RelayReply.Off<T>) {
      throw UNSUPPORTED.asException();
    }
    return RelayAccess.answer(target, reply);
  }
}
