package caravel.outbound;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BiFunction;
import java.util.function.Predicate;
import org.eclipse.jetty.util.Promise;
import org.eclipse.jetty.util.SocketAddressResolver;

/// Resolves a name once, refuses it when any of its addresses is not public, and returns exactly
/// the checked addresses, so that no second look-up can differ.
///
/// A look-up holds a platform thread until the resolver answers. Look-ups are bounded in total and
/// for each caller, so that one caller's dead name servers cannot use up the threads (M3).
final class CheckedNames implements SocketAddressResolver, AutoCloseable {
  /// Most look-ups at once. Threads start on demand and end after ten idle seconds.
  static final int LOOKUPS_MAX = 64;

  /// Most look-ups at once for one caller. Abandoned ones count until the resolver answers.
  static final int LOOKUPS_OF_CALLER_MAX = 4;

  /// How long a look-up waits for a free thread.
  private static final Duration THREAD_WAIT = Duration.ofSeconds(2);

  private static final int QUEUE_MAX = 64;

  private final HostResolver names;
  private final BiFunction<InetAddress, Integer, InetSocketAddress> route;
  private final Predicate<InetAddress> admitted;
  private final ThreadPoolExecutor threads =
      new ThreadPoolExecutor(
          LOOKUPS_MAX,
          LOOKUPS_MAX,
          10,
          TimeUnit.SECONDS,
          new ArrayBlockingQueue<>(QUEUE_MAX),
          Thread.ofPlatform().daemon().name("names-", 0).factory());

  private final Semaphore free = new Semaphore(LOOKUPS_MAX, true);
  private final CallerSlots callers = new CallerSlots(LOOKUPS_OF_CALLER_MAX);

  /// @param route maps a checked address and port to the one that is dialled
  CheckedNames(HostResolver names, BiFunction<InetAddress, Integer, InetSocketAddress> route) {
    this(names, route, Reach::isPublic);
  }

  private CheckedNames(
      HostResolver names,
      BiFunction<InetAddress, Integer, InetSocketAddress> route,
      Predicate<InetAddress> admitted) {
    this.names = names;
    this.route = route;
    this.admitted = admitted;
    threads.allowCoreThreadTimeOut(true);
  }

  /// For addresses of the operator, which may be private. Resolves names under `.localhost` itself,
  /// because not every resolver does.
  static CheckedNames ofOperator(HostResolver names) {
    HostResolver withLocal =
        host ->
            host.equals("localhost") || host.endsWith(".localhost")
                ? List.of(InetAddress.ofLiteral("127.0.0.1"))
                : names.resolve(host);
    return new CheckedNames(withLocal, InetSocketAddress::new, _ -> true);
  }

  /// Every name leads to one address of the operator; none is looked up.
  static CheckedNames leadingTo(InetSocketAddress address) {
    return new CheckedNames(_ -> List.of(address.getAddress()), (_, _) -> address, _ -> true);
  }

  /// The name does not resolve, or resolves to a private address.
  static final class UnreachableException extends Exception {
    private static final long serialVersionUID = 1;

    UnreachableException(String why) {
      super(why, null, false, false);
    }
  }

  /// The result of a look-up.
  sealed interface Lookup {
    /// @param addresses each checked, in the resolver's order
    record Found(List<InetSocketAddress> addresses) implements Lookup {}

    /// The name does not resolve, resolves to an address that is not public, or its resolver did
    /// not answer within the deadline.
    ///
    /// @param why for the operator
    record Failed(String why) implements Lookup {}

    /// The platform had no free thread; the name was not looked up.
    record Busy() implements Lookup {}
  }

  /// Looks up a name and checks its addresses.
  ///
  /// @param caller the caller whose limit counts; `""` = the platform itself, without a limit
  /// @param waitMax deadline of the whole look-up
  Lookup lookUp(String caller, String host, int port, Duration waitMax)
      throws InterruptedException {
    var end = System.nanoTime() + waitMax.toNanos();
    if (!callers.acquire(caller, waitMax)) {
      return new Lookup.Failed("the names of this wallet or person are looked up too slowly");
    }
    var thread = Math.min(THREAD_WAIT.toNanos(), end - System.nanoTime());
    if (!free.tryAcquire(Math.max(0, thread), TimeUnit.NANOSECONDS)) {
      callers.release(caller);
      return new Lookup.Busy();
    }
    var answer = new CompletableFuture<Lookup>();
    try {
      threads.execute(() -> {
        try {
          answer.complete(look(host, port));
        } finally {
          free.release();
          callers.release(caller);
        }
      });
    } catch (RejectedExecutionException full) {
      free.release();
      callers.release(caller);
      return new Lookup.Busy();
    }
    try {
      return answer.get(Math.max(0, end - System.nanoTime()), TimeUnit.NANOSECONDS);
    } catch (TimeoutException late) {
      return new Lookup.Failed("the name is not resolved in time");
    } catch (ExecutionException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  private Lookup look(String host, int port) {
    try {
      return new Lookup.Found(checked(host, port));
    } catch (UnreachableException refused) {
      return new Lookup.Failed(String.valueOf(refused.getMessage()));
    } catch (RuntimeException fault) {
      return new Lookup.Failed("the look-up failed: " + fault.getClass().getSimpleName());
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
      found = names.resolve(host);
    } catch (UnknownHostException unknown) {
      throw new UnreachableException("the name does not resolve");
    }
    if (found.isEmpty() || !found.stream().allMatch(admitted)) {
      throw new UnreachableException("the name does not lead out");
    }
    var name = host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
    return found.stream().map(address -> named(name, route.apply(address, port))).toList();
  }

  /// Gives the address its name: TLS takes the requested name from the dialled address.
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
