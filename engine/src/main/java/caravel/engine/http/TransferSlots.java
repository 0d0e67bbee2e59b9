package caravel.engine.http;

import caravel.engine.session.LiveRelay;
import caravel.engine.store.EventStore.StoreException;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import org.eclipse.jetty.http.HttpHeader;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The transfers of files that run at the same time: of the process, of a relay and of a client's
/// address. Each runs on a virtual thread of its own, so that a slow client delays no other.
final class TransferSlots {
  private static final Logger LOG = LoggerFactory.getLogger(TransferSlots.class);
  private static final String RETRY_SECONDS = "5";

  /// @param ofAddress of one address (IPv6: of one /64), over all relays
  record Limits(int ofProcess, int ofRelay, int ofAddress) {
    static final Limits DOWNLOADS = new Limits(512, 256, 64);
    static final Limits UPLOADS = new Limits(128, 32, 16);
  }

  /// A transfer that blocks on the network and the store.
  interface Transfer {
    void run() throws IOException;
  }

  private final Limits limits;
  private final Semaphore all;
  private final Map<Object, Integer> held = new ConcurrentHashMap<>();

  TransferSlots(Limits limits) {
    this.limits = limits;
    this.all = new Semaphore(limits.ofProcess());
  }

  /// Runs the transfer, or answers 503 when too many run.
  void run(LiveRelay relay, RequestContext context, Transfer transfer) {
    var address = context.client().group();
    if (!enter(relay, address)) {
      context.response().getHeaders().put(HttpHeader.RETRY_AFTER, RETRY_SECONDS);
      context.reply(503, "too many files are being transferred; try again later");
      return;
    }
    Thread.ofVirtual()
        .name("file-transfer")
        .start(() -> {
          try {
            transfer.run();
          } catch (IOException | StoreException failed) {
            LOG.debug("a transfer failed", failed);
            fail(context, failed);
          } catch (RuntimeException failed) {
            LOG.error("a transfer failed", failed);
            fail(context, failed);
          } finally {
            leave(relay, address);
          }
        });
  }

  private static void fail(RequestContext context, Exception failed) {
    if (context.response().isCommitted()) {
      // Closes the connection, so that the client knows that bytes are missing.
      context.callback().failed(failed);
    } else {
      context.response().reset();
      context.reply(500, "the file could not be read or stored; try again later");
    }
  }

  private boolean enter(LiveRelay relay, String address) {
    if (!all.tryAcquire()) {
      return false;
    }
    if (held.merge(relay, 1, Integer::sum) > limits.ofRelay()) {
      release(relay);
      all.release();
      return false;
    }
    if (held.merge(address, 1, Integer::sum) > limits.ofAddress()) {
      leave(relay, address);
      return false;
    }
    return true;
  }

  private void leave(LiveRelay relay, String address) {
    release(relay);
    release(address);
    all.release();
  }

  private void release(Object holder) {
    held.computeIfPresent(holder, (_, count) -> count == 1 ? null : count - 1);
  }

  /// Transfers that run now.
  int running() {
    return limits.ofProcess() - all.availablePermits();
  }
}
