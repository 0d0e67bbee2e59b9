package caravel.engine.session;

import caravel.engine.policy.Rules.Verdict;
import caravel.engine.store.QueryBudget;
import caravel.engine.store.QueryCost;
import caravel.engine.store.ReadScope;
import caravel.engine.store.StoredEvent;
import caravel.nostr.Filter;
import caravel.nostr.Hex;
import caravel.nostr.Json;
import caravel.nostr.MalformedException;
import caravel.nostr.RelayMessage;
import caravel.nostr.negentropy.Negentropy;
import caravel.nostr.negentropy.NegentropySet;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/// The reconciliations of one socket (NIP-77).
///
/// Each holds the events that its filter selected when it began. An error is sent twice: as
/// `NEG-ERR`, which NIP-77 names, and as `NEG-ERROR`, which Flotilla waits for.
final class Negentropies {
  /// Most reconciliations of one socket. Flotilla opens one for each of its filters.
  static final int OPEN_MAX = 64;

  /// Most events of all reconciliations of one socket.
  static final int EVENTS_MAX = 100_000;

  /// Most messages of one reconciliation.
  static final int ROUNDS_MAX = 1_000;

  /// Time without a message after which a reconciliation ends.
  static final Duration IDLE_MAX = Duration.ofMinutes(2);

  private static final int PAGE_EVENTS_MAX = 1_000;
  private static final String TOO_BIG = "blocked: this query is too big; send a narrower filter";

  private final LiveRelay relay;
  private final Session session;
  private final QueryRateLimiter limiter;
  private final Map<String, Exchange> open = new ConcurrentHashMap<>();
  private final AtomicLong events = new AtomicLong();

  /// @param limiter of the socket
  Negentropies(LiveRelay relay, Session session, QueryRateLimiter limiter) {
    this.relay = relay;
    this.session = session;
    this.limiter = limiter;
  }

  /// One reconciliation. Only the thread of the socket's messages answers; others may end it.
  private static final class Exchange {
    private final Negentropy negentropy;
    private final int events;
    private int rounds;
    private volatile long heardNanos = System.nanoTime();

    Exchange(NegentropySet set) {
      this.negentropy = new Negentropy(set);
      this.events = set.size();
    }
  }

  /// Answers a NEG-OPEN. Replaces an open reconciliation with this name.
  ///
  /// @param message hex
  /// @throws caravel.engine.store.EventStore.StoreException when the events cannot be read
  void open(String name, Filter filter, String message) {
    end(name);
    if (!new QueryAccess(relay, session, limiter).isGranted(name, this::refuse)) {
      return;
    }
    var refusal = refusal(filter);
    if (!refusal.isEmpty()) {
      refuse(name, refusal);
      return;
    }
    var set = select(filter);
    if (set == null) {
      refuse(name, TOO_BIG);
      return;
    }
    events.addAndGet(set.size());
    session.memory().hold(set.size() * NegentropySet.ITEM_HEAP_BYTES);
    open.put(name, new Exchange(set));
    // Checked again, because a revocation before this line did not find the reconciliation.
    if (relay.rules().read(session.current()) instanceof Verdict.Refused why) {
      refuse(name, why.text());
      return;
    }
    answer(name, message);
  }

  private String refusal(Filter filter) {
    var limit = filter.limit();
    if (limit != null && limit == 0) {
      return "invalid limit 0";
    }
    if (open.size() >= OPEN_MAX) {
      return "blocked: at most " + OPEN_MAX + " reconciliations are open at a time";
    }
    var cost = QueryCost.of(filter);
    return cost.values() > Reading.VALUES_MAX || cost.ranges() > Reading.RANGES_MAX ? TOO_BIG : "";
  }

  /// Selects the events that a REQ with this filter would show, within the same time.
  ///
  /// @return null when there are too many
  private @Nullable NegentropySet select(Filter filter) {
    var budget = QueryBudget.of(Reading.REQUEST_TIME_MAX);
    var room = Math.max(0, EVENTS_MAX - events.get());
    var set = new NegentropySet.Builder();
    var known = new HashSet<String>();
    try {
      // One more than there is room for shows that there are too many.
      var pages = new StoredPages(filter, (int) room + 1, PAGE_EVENTS_MAX);
      var scope = new ReadScope(relay.now(), relay.visibleTo(session.current()), budget);
      add(Reading.invite(relay, session, filter), set, known);
      while (pages.hasNext()) {
        add(pages.next(relay.store(), scope), set, known);
        if (budget.isExhausted() || set.size() > room) {
          return null;
        }
        CarrierThread.yieldToOthers();
      }
    } finally {
      limiter.charge(budget.usedNanos());
    }
    return set.build();
  }

  private static void add(List<StoredEvent> rows, NegentropySet.Builder set, Set<String> known) {
    for (var row : rows) {
      if (known.add(row.id())) {
        set.add(row.createdAt(), row.id());
      }
    }
  }

  /// Answers a NEG-MSG.
  ///
  /// @param message hex
  void answer(String name, String message) {
    var exchange = open.get(name);
    if (exchange == null) {
      refuse(Echo.of(name), "CLOSED");
      return;
    }
    limiter.await(relay::isClosed);
    exchange.heardNanos = System.nanoTime();
    if (++exchange.rounds > ROUNDS_MAX) {
      refuse(name, "blocked: this reconciliation has too many rounds");
      return;
    }
    long startNanos = System.nanoTime();
    try {
      var answer = exchange.negentropy.answer(decode(message));
      // Another thread may have ended it, because the client lost its access.
      if (open.get(name) == exchange) {
        send("NEG-MSG", name, Hex.encode(answer));
      }
    } catch (MalformedException malformed) {
      refuse(name, String.valueOf(malformed.getMessage()));
    } finally {
      limiter.charge(System.nanoTime() - startNanos);
    }
  }

  private static byte[] decode(String hex) {
    if (hex.isEmpty()) {
      throw new MalformedException("failed to read pv: EOF");
    }
    for (int i = 0; i < hex.length(); i++) {
      if (Character.digit(hex.charAt(i), 16) < 0 || hex.charAt(i) > 'f') {
        throw new MalformedException(
            "encoding/hex: invalid byte: U+%04X '%c'"
                .formatted((int) hex.charAt(i), hex.charAt(i)));
      }
    }
    if (hex.length() % 2 != 0) {
      throw new MalformedException("encoding/hex: odd length hex string");
    }
    return Hex.decode(hex);
  }

  /// Ends a reconciliation. An unknown name is ignored.
  void end(String name) {
    var ended = open.remove(name);
    if (ended != null) {
      release(ended);
    }
  }

  private void release(Exchange ended) {
    events.addAndGet(-ended.events);
    session.memory().release(ended.events * NegentropySet.ITEM_HEAP_BYTES);
  }

  void endAll() {
    List.copyOf(open.keySet()).forEach(this::end);
  }

  /// Ends the reconciliations that were idle for [#IDLE_MAX].
  ///
  /// @param nowNanos [System#nanoTime]
  void expireIdle(long nowNanos) {
    open.forEach((name, exchange) -> {
      if (nowNanos - exchange.heardNanos >= IDLE_MAX.toNanos() && open.remove(name, exchange)) {
        release(exchange);
        refuse(name, "closed: this reconciliation was idle for too long");
      }
    });
  }

  void refuseAll(Verdict.Refused why) {
    List.copyOf(open.keySet()).forEach(name -> refuse(name, why.text()));
  }

  /// Ends the reconciliation, if it is open, and says why.
  void refuse(String name, String text) {
    end(name);
    send("NEG-ERROR", name, text);
    send("NEG-ERR", name, text);
  }

  private void send(String label, String name, String text) {
    var message = Json.mapper().createArrayNode().add(label).add(name).add(text);
    session.send(new RelayMessage.Other(message).write());
  }
}
