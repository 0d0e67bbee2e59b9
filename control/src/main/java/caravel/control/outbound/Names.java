package caravel.control.outbound;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;

/// Resolves names. Tests provide their own.
@FunctionalInterface
interface Names {
  Names SYSTEM = host -> List.of(InetAddress.getAllByName(host));

  List<InetAddress> of(String host) throws UnknownHostException;
}
