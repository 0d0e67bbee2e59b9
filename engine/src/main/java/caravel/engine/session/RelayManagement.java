package caravel.engine.session;

import caravel.engine.policy.CommunityKinds;
import caravel.engine.policy.Deletion;
import caravel.engine.policy.KindRules;
import caravel.engine.policy.Rules.Verdict;
import caravel.engine.store.EventStore.Change;
import caravel.nostr.Event;
import caravel.nostr.EventBytes;
import caravel.nostr.EventId;
import caravel.nostr.Kinds;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/// The lists of a relay that its managers change (NIP-86): banned events, kinds and blocked
/// addresses. It also signs events with the relay's key.
///
/// Every method throws a [caravel.engine.store.EventStore.StoreException] when the relay cannot
/// read or write its events; then nothing has changed.
public final class RelayManagement {
  private static final Set<Integer> SIGNED_KINDS =
      Set.of(Kinds.DELETION, CommunityKinds.APPLICATION_DATA, 30_067, 39_067);

  private static final Verdict ALLOWED = new Verdict.Allowed();

  private final LiveRelay relay;
  private final Community community;

  RelayManagement(LiveRelay relay) {
    this.relay = relay;
    this.community = relay.community();
  }

  /// The result of signing a template.
  public sealed interface Signing {
    record Signed(Event event) implements Signing {}

    record Refused(String text) implements Signing {}
  }

  /// Bans an event: removes it, and refuses it from now on. It need not be stored. The relay's own
  /// events cannot be banned: without its lists the relay would lose its members or its bans.
  public Verdict banEvent(EventId event, String reason) {
    return community.locked(() -> {
      var stored = relay.store().find(event);
      if (stored.isPresent() && isOwn(stored.get().event())) {
        return new Verdict.Refused("blocked: the relay's own events cannot be banned");
      }
      var before = community.state().lists().get(ManagedList.BANNED_EVENTS);
      var banned = before.plus(event.hex(), reason);
      return store(Map.of(ManagedList.BANNED_EVENTS, banned), List.of(new Change.Remove(event)));
    });
  }

  private boolean isOwn(Event event) {
    return event.pubkey().equals(relay.config().secret().publicKey())
        || community.state().signers().contains(event.pubkey());
  }

  /// Lifts the ban of an event. Its author may publish it again; it is not restored.
  public Verdict allowEvent(EventId event) {
    return remove(ManagedList.BANNED_EVENTS, event.hex());
  }

  /// Lists the banned events with their reasons, earliest first.
  public Map<String, String> bannedEvents() {
    return entries(ManagedList.BANNED_EVENTS);
  }

  /// Accepts events of this kind, see [KindRules#allow].
  public Verdict allowKind(int kind) {
    return community.locked(() -> change(community.state().lists().kinds().allow(kind)));
  }

  /// Refuses new events of this kind. Stored ones stay.
  public Verdict disallowKind(int kind) {
    return community.locked(() -> change(community.state().lists().kinds().disallow(kind)));
  }

  /// The kinds that the relay accepts.
  public KindRules kinds() {
    return community.locked(() -> community.state().lists().kinds());
  }

  private Verdict change(KindRules kinds) {
    var lists = new EnumMap<ManagedList, ListEntries>(ManagedList.class);
    lists.put(ManagedList.ALLOWED_KINDS, entries(ManagedList.ALLOWED_KINDS, kinds.allowed()));
    lists.put(
        ManagedList.DISALLOWED_KINDS, entries(ManagedList.DISALLOWED_KINDS, kinds.disallowed()));
    return store(lists, List.of());
  }

  private ListEntries entries(ManagedList list, Set<Integer> kinds) {
    var next = new ListEntries(Map.of(), community.state().lists().get(list).at());
    for (var kind : new TreeSet<>(kinds)) {
      next = next.plus(kind.toString(), "");
    }
    return next;
  }

  /// Blocks a client address: closes its sockets and refuses its messages from now on.
  ///
  /// @param group as in [ClientChannel#addressGroup]
  public Verdict blockAddress(String group, String reason) {
    var verdict =
        community.locked(() -> {
          var before = community.state().lists().get(ManagedList.BLOCKED_ADDRESSES);
          return store(
              Map.of(ManagedList.BLOCKED_ADDRESSES, before.plus(group, reason)), List.of());
        });
    relay.recheck();
    return verdict;
  }

  /// @param group as in [ClientChannel#addressGroup]
  public Verdict unblockAddress(String group) {
    return remove(ManagedList.BLOCKED_ADDRESSES, group);
  }

  /// Lists the blocked addresses with their reasons, earliest first.
  public Map<String, String> blockedAddresses() {
    return entries(ManagedList.BLOCKED_ADDRESSES);
  }

  private Map<String, String> entries(ManagedList list) {
    return community.locked(() -> community.state().lists().get(list).reasons());
  }

  private Verdict remove(ManagedList list, String entry) {
    return community.locked(() -> {
      var before = community.state().lists().get(list);
      return store(Map.of(list, before.minus(entry)), List.of());
    });
  }

  /// Stores the lists that differ. Call it within [Community#locked].
  private Verdict store(Map<ManagedList, ListEntries> lists, List<Change> first) {
    var state = community.state();
    var changed = new EnumMap<ManagedList, ListEntries>(ManagedList.class);
    for (var entry : lists.entrySet()) {
      var list = entry.getKey();
      if (entry.getValue().reasons().size() > list.entriesMax) {
        return new Verdict.Refused(
            "restricted: this list has at most " + list.entriesMax + " entries");
      }
      if (!entry.getValue().equals(state.lists().get(list))) {
        changed.put(list, entry.getValue());
      }
    }
    community.commit(MembershipCommit.ofLists(changed, first, state, community.signer()));
    return ALLOWED;
  }

  /// Signs an event with the relay's key, stores it and delivers it. A deletion request (kind 5)
  /// also deletes its targets, which must be the relay's own.
  public Signing sign(EventTemplate template) {
    if (!SIGNED_KINDS.contains(template.kind())) {
      return new Signing.Refused("kind not allowed");
    }
    return community.locked(() -> {
      var state = community.state();
      var event = community.signer().sign(template);
      var full = event.kind() == Kinds.DELETION ? null : relay.fullBecause();
      if (full != null) {
        return new Signing.Refused(full);
      }
      // Templates must pass the rules of an import: they cover the relay's own lists as well.
      if (CommunityKinds.isBookkeeping(event)) {
        return new Signing.Refused("invalid: this event's kind is not accepted");
      }
      if (relay.rules().imported(event) instanceof Verdict.Refused(var text)) {
        return new Signing.Refused(text);
      }
      var silent = new ArrayList<Change>();
      if (event.kind() == Kinds.DELETION) {
        switch (Deletion.decide(event, Publishing.targets(relay, event))) {
          case Deletion.Outcome.Refused(var text) -> {
            return new Signing.Refused(text);
          }
          case Deletion.Outcome.Delete(var targets) ->
              targets.forEach(target -> silent.add(new Change.Remove(target)));
        }
      }
      community.commit(new MembershipCommit(silent, List.of(EventBytes.of(event)), state));
      return new Signing.Signed(event);
    });
  }
}
