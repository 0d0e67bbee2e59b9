package caravel.control.outbound;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;

/// Where names lead; a test says so itself.
@FunctionalInterface
interface Names {
  Names SYSTEM = host -> List.of(InetAddress.getAllByName(host));

  List<InetAddress> of(String host) throws UnknownHostException;
}
