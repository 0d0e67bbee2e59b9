package caravel.engine.session;

import caravel.engine.policy.CommunityKinds;
import caravel.engine.policy.Rules;
import caravel.engine.policy.Verdict;
import caravel.engine.store.StoredEvent;
import caravel.nostr.EventJson;
import caravel.nostr.Filter;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// The subscriptions of one socket.
final class Reading {
  /// Stored events that one filter is given.
  static final int STORED_EVENTS_MAX = 1_000;

  static final int SUBSCRIPTIONS_MAX = 300;
  static final int FILTERS_MAX = 100;
  static final int SUBSCRIPTION_ID_CHARACTERS_MAX = 256;

  /// Values under which the open subscriptions of one socket stand in the index, together.
  static final int INDEXED_VALUES_MAX = 50_000;

  private final LiveRelay relay;
  private final Session session;
  private final Map<String, Subscription> open = new ConcurrentHashMap<>();

  Reading(LiveRelay relay, Session session) {
    this.relay = relay;
    this.session = session;
  }

  /// Answers a REQ. An open subscription of this name is replaced.
  void open(String name, List<Filter> filters) {
    if (name.length() > SUBSCRIPTION_ID_CHARACTERS_MAX) {
      session.send(
          Frames.notice(
              "a subscription id has at most " + SUBSCRIPTION_ID_CHARACTERS_MAX + " characters"));
      return;
    }
    end(name);
    var rules = relay.rules();
    if (rules.read(session.current()) instanceof Verdict.Refused why) {
      refuse(name, why);
      return;
    }
    var tooMuch = tooMuch(filters);
    if (!tooMuch.isEmpty()) {
      refuse(name, tooMuch);
      return;
    }
    var subscription = new Subscription(session, name, filters, relay.delivery().lastTurn());
    open.put(name, subscription);
    relay.delivery().subscriptions().add(subscription);
    // Whoever lost his place meanwhile was not found among the open ones.
    if (relay.rules().read(session.current()) instanceof Verdict.Refused why) {
      refuse(name, why);
      return;
    }
    var sent = sendStored(subscription, filters, rules);
    if (!subscription.goLive(sent, relay.delivery().underway())) {
      end(name);
      refuse(name, "error: too much happened while stored events were read; ask again");
    }
  }

  private String tooMuch(List<Filter> filters) {
    if (open.size() >= SUBSCRIPTIONS_MAX) {
      return "error: at most " + SUBSCRIPTIONS_MAX + " subscriptions are open at a time";
    }
    if (filters.size() > FILTERS_MAX) {
      return "error: a REQ has at most " + FILTERS_MAX + " filters";
    }
    int values =
        open.values().stream().mapToInt(other -> entries(other.filters())).sum() + entries(filters);
    return values > INDEXED_VALUES_MAX
        ? "error: the open filters have more than " + INDEXED_VALUES_MAX + " values together"
        : "";
  }

  private static int entries(List<Filter> filters) {
    return filters.stream().mapToInt(SubscriptionIndex::entries).sum();
  }

  /// The same event is sent once, however many filters select it.
  ///
  /// @return the ids of what was sent
  private Set<String> sendStored(Subscription subscription, List<Filter> filters, Rules rules) {
    var sent = new HashSet<String>();
    var signed = session.seesSignatures();
    for (var filter : filters) {
      for (var row : rows(filter, rules)) {
        if (sent.add(Frames.id(row.json()))) {
          session.awaitRoom();
          subscription.sendStored(signed ? row.json() : Frames.withoutSignature(row.json()));
        }
      }
    }
    return sent;
  }

  private List<StoredEvent> rows(Filter filter, Rules rules) {
    var limit = filter.limit();
    if (limit != null && limit == 0) {
      return List.of();
    }
    var caller = session.current();
    var rows = new ArrayList<StoredEvent>();
    if (caller != null
        && filter.kinds().contains(CommunityKinds.INVITE)
        && rules.mayInvite(caller)) {
      var invite = relay.community().invite(caller, filter);
      if (invite != null) {
        rows.add(new StoredEvent(EventJson.write(invite)));
      }
    }
    var all = caller != null && rules.mayManage(caller);
    for (var row : relay.store().query(filter, STORED_EVENTS_MAX, relay.now())) {
      if (all || isServed(row)) {
        rows.add(row);
      }
    }
    return rows;
  }

  private static boolean isServed(StoredEvent row) {
    return CommunityKinds.isServedByKind(Frames.kind(row.json()))
        || !CommunityKinds.isNeverServed(row.event());
  }

  /// Answers a CLOSE; a name that is not open is passed over.
  void end(String name) {
    var subscription = open.remove(name);
    if (subscription != null) {
      relay.delivery().subscriptions().remove(subscription);
      subscription.end();
    }
  }

  void endAll() {
    List.copyOf(open.keySet()).forEach(this::end);
  }

  void refuse(String name, Verdict.Refused why) {
    if (why.asksToAuthenticate()) {
      session.challenge();
    }
    refuse(name, why.text());
  }

  void refuse(String name, String text) {
    end(name);
    session.send(Frames.closed(name, text));
  }

  void refuseAll(Verdict.Refused why) {
    for (var name : List.copyOf(open.keySet())) {
      refuse(name, why);
    }
  }
}
