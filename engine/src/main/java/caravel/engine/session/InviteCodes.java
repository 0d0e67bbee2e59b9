package caravel.engine.session;

import caravel.engine.policy.Claim;
import caravel.engine.policy.CommunityKinds;
import caravel.engine.policy.Rules.Verdict;
import caravel.engine.store.EventStore.Change;
import caravel.nostr.EventId;
import caravel.nostr.Filter;
import caravel.nostr.PublicKey;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The invite codes of a relay, as its managers see them: those that inviters were shown, and named
/// codes with limits.
///
/// Every method throws a [caravel.engine.store.EventStore.StoreException] when the relay cannot
/// read or write its events; then nothing has changed.
public final class InviteCodes {
  private static final int CODES_MAX = 10_000;
  private static final int CODE_CHARACTERS_MAX = 256;

  private static final Verdict ALLOWED = new Verdict.Allowed();

  private final LiveRelay relay;
  private final Community community;

  InviteCodes(LiveRelay relay) {
    this.relay = relay;
    this.community = relay.community();
  }

  /// The limits of a new code.
  ///
  /// @param expiresAt unix seconds; 0 = never
  /// @param usesMax members that the code may admit; 0 = unlimited
  public record Limits(long expiresAt, long usesMax) {
    public Limits {
      if (expiresAt < 0 || usesMax < 0) {
        throw new IllegalArgumentException("a limit of a claim is not negative");
      }
    }
  }

  /// Lists all codes that have not expired, sorted. A used-up code is listed until it is deleted.
  public List<String> list() {
    return community.locked(() ->
        community.state().invites().claims().entrySet().stream()
            .filter(entry -> !entry.getValue().isExpired(relay.now()))
            .map(entry -> entry.getKey())
            .toList());
  }

  /// A code with its limits.
  ///
  /// @param inviter the member who is shown this code as their own invite; null = a manager made it
  public record Detail(String code, Claim claim, @Nullable PublicKey inviter) {}

  /// Lists the same codes with their limits.
  public List<Detail> details() {
    return community.locked(() -> {
      var invites = community.state().invites();
      var inviters = new HashMap<String, PublicKey>();
      invites
          .byInviter()
          .forEach((inviter, event) ->
              event.tagValue("claim").ifPresent(code -> inviters.put(code, inviter)));
      return invites.claims().entrySet().stream()
          .filter(entry -> !entry.getValue().isExpired(relay.now()))
          .map(entry -> new Detail(entry.getKey(), entry.getValue(), inviters.get(entry.getKey())))
          .toList();
    });
  }

  /// Creates a code. A code that exists with the same limits is left as it is.
  public Verdict create(String code, Limits limits) {
    if (code.isEmpty()) {
      return new Verdict.Refused("claim is required");
    }
    if (code.length() > CODE_CHARACTERS_MAX) {
      return new Verdict.Refused(
          "invalid: a claim has at most " + CODE_CHARACTERS_MAX + " characters");
    }
    return community.locked(() -> {
      var state = community.state();
      var known = state.invites().claims().get(code);
      if (known != null && !known.isExpired(relay.now())) {
        return known.expiresAt() == limits.expiresAt() && known.usesMax() == limits.usesMax()
            ? ALLOWED
            : new Verdict.Refused("invalid: this claim exists with other limits");
      }
      if (limits.expiresAt() != 0 && limits.expiresAt() <= relay.now()) {
        return new Verdict.Refused("invalid: this claim would have expired already");
      }
      if (state.invites().claims().size() >= CODES_MAX) {
        return new Verdict.Refused("restricted: a relay has at most " + CODES_MAX + " claims");
      }
      // The id is that of the event, which is not signed yet.
      var claim = new Claim(new EventId("0".repeat(64)), limits.expiresAt(), limits.usesMax(), 0);
      var event = community.signer().claim(code, claim);
      var changes = new ArrayList<Change>();
      if (known != null) {
        changes.add(new Change.Remove(known.event()));
      }
      changes.add(new Change.Save(event));
      var next = state.with(state.invites().minus(code).plus(event));
      community.commit(new MembershipCommit(changes, List.of(), next));
      return ALLOWED;
    });
  }

  /// Deletes every invite with this code. The code admits no one from now on.
  public Verdict delete(String code) {
    return community.locked(() -> {
      var state = community.state();
      var changes = new ArrayList<Change>();
      var filter = Filter.all().withKinds(CommunityKinds.INVITE).withTag("claim", Set.of(code));
      relay.store().scan(filter, 0, row -> changes.add(new Change.Remove(new EventId(row.id()))));
      community.commit(
          new MembershipCommit(changes, List.of(), state.with(state.invites().minus(code))));
      return ALLOWED;
    });
  }
}
