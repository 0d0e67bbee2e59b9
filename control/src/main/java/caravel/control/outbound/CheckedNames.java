package caravel.control.outbound;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;
import java.util.function.Predicate;
import org.eclipse.jetty.util.Promise;
import org.eclipse.jetty.util.SocketAddressResolver;

/// Resolves a name once, refuses it when any of its addresses is not public, and gives out exactly
/// the addresses that were checked, so that no second look-up can say otherwise.
///
/// It works on few threads of the platform's own: a look-up holds its thread while it waits.
final class CheckedNames implements SocketAddressResolver, AutoCloseable {
  static final int THREADS = 4;
  static final int WAITING_MAX = 64;

  private final Names names;
  private final BiFunction<InetAddress, Integer, InetSocketAddress> route;
  private final Predicate<InetAddress> admitted;
  private final ThreadPoolExecutor threads =
      new ThreadPoolExecutor(
          THREADS,
          THREADS,
          10,
          TimeUnit.SECONDS,
          new ArrayBlockingQueue<>(WAITING_MAX),
          Thread.ofPlatform().daemon().name("names-", 0).factory());

  /// @param route where a checked address is dialled: there
  CheckedNames(Names names, BiFunction<InetAddress, Integer, InetSocketAddress> route) {
    this(names, route, Reach::isPublic);
  }

  private CheckedNames(
      Names names,
      BiFunction<InetAddress, Integer, InetSocketAddress> route,
      Predicate<InetAddress> admitted) {
    this.names = names;
    this.route = route;
    this.admitted = admitted;
    threads.allowCoreThreadTimeOut(true);
  }

  /// For what the operator set, wherever it leads. Names under `.localhost` are known to browsers,
  /// and not to every resolver.
  static CheckedNames ofOperator() {
    Names names =
        host ->
            host.equals("localhost") || host.endsWith(".localhost")
                ? List.of(InetAddress.ofLiteral("127.0.0.1"))
                : Names.SYSTEM.of(host);
    return new CheckedNames(names, InetSocketAddress::new, _ -> true);
  }

  /// The name leads nowhere, or inside.
  static final class UnreachableException extends Exception {
    private static final long serialVersionUID = 1;

    UnreachableException(String why) {
      super(why, null, false, false);
    }
  }

  @Override
  public void resolve(
      String host,
      int port,
      Map<String, Object> context,
      Promise<List<InetSocketAddress>> promise) {
    try {
      threads.execute(() -> {
        try {
          promise.succeeded(checked(host, port));
        } catch (UnreachableException | RuntimeException refused) {
          promise.failed(refused);
        }
      });
    } catch (RejectedExecutionException full) {
      promise.failed(full);
    }
  }

  private List<InetSocketAddress> checked(String host, int port) throws UnreachableException {
    List<InetAddress> found;
    try {
      found = names.of(host);
    } catch (UnknownHostException unknown) {
      throw new UnreachableException("the name does not resolve");
    }
    if (found.isEmpty() || !found.stream().allMatch(admitted)) {
      throw new UnreachableException("the name does not lead out");
    }
    var name = host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
    return found.stream().map(address -> named(name, route.apply(address, port))).toList();
  }

  /// TLS takes the name that it asks for and checks from the address that is dialled.
  private static InetSocketAddress named(String name, InetSocketAddress dialled) {
    try {
      var bytes = dialled.getAddress().getAddress();
      return new InetSocketAddress(InetAddress.getByAddress(name, bytes), dialled.getPort());
    } catch (UnknownHostException impossible) {
      throw new IllegalStateException("an address has four or sixteen bytes", impossible);
    }
  }

  @Override
  public void close() {
    threads.shutdownNow();
  }
}
