package caravel.outbound;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;

/// Resolves host names. May block.
@FunctionalInterface
public interface HostResolver {
  /// The resolver of the operating system.
  HostResolver SYSTEM = host -> List.of(InetAddress.getAllByName(host));

  /// @throws UnknownHostException when the name has no address
  List<InetAddress> resolve(String host) throws UnknownHostException;
}
