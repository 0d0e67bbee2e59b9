package caravel.engine.policy;

import caravel.engine.config.RelayConfig;
import caravel.engine.config.RelayConfig.Role;
import caravel.nostr.Event;
import caravel.nostr.Kinds;
import caravel.nostr.PublicKey;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// The access rules of one relay, from its configuration and roster. Immutable; a change creates
/// new rules.
public final class Rules {
  /// Largest `created_at` that the store can order, in unix seconds (the year 2514).
  public static final long CREATED_AT_MAX_SECONDS = 1L << 34;

  public static final int EVENT_TAGS_MAX = 10_000;

  private static final String PERMANENT = "Can't remove permanent admins from relay.";
  private static final String NO_MEMBER = "restricted: you are not a member of this relay";
  private static final String BANNED_EVENT =
      "restricted: this event has been banned from this relay";
  private static final String EVERYBODY = "member";
  private static final int ZAP_RECEIPT = 9_735;
  private static final int GIFT_WRAP = 1_059;
  private static final Set<Integer> REPOSTS = Set.of(6, 16);
  private static final Set<Integer> ALWAYS_ACCEPTED =
      Set.of(CommunityKinds.JOIN, CommunityKinds.LEAVE, Kinds.DELETION);

  private final RelayConfig config;
  private final Roster roster;
  private final PublicKey self;
  private final Set<PublicKey> founders;
  private final Set<PublicKey> managers;
  private final Set<PublicKey> inviters;
  private final boolean everybodyManages;
  private final boolean everybodyInvites;

  public Rules(RelayConfig config, Roster roster) {
    this.config = config;
    this.roster = roster;
    this.self = config.secret().publicKey();
    this.founders = holders(config, _ -> true, true);
    this.managers = holders(config, Role::canManage, false);
    this.inviters = holders(config, Role::canInvite, false);
    var everybody = Optional.ofNullable(config.roles().get(EVERYBODY));
    this.everybodyManages = everybody.map(Role::canManage).orElse(false);
    this.everybodyInvites = everybody.map(Role::canInvite).orElse(false);
  }

  /// The owner and the pubkeys of the roles that `which` selects. Invalid pubkeys are ignored.
  private static Set<PublicKey> holders(
      RelayConfig config, Predicate<Role> which, boolean everybodyToo) {
    var holders = new HashSet<PublicKey>();
    holders.add(config.info().owner());
    for (Map.Entry<String, Role> role : config.roles().entrySet()) {
      if (which.test(role.getValue()) && (everybodyToo || !role.getKey().equals(EVERYBODY))) {
        for (var text : role.getValue().pubkeys()) {
          pubkey(text).ifPresent(holders::add);
        }
      }
    }
    return Set.copyOf(holders);
  }

  static Optional<PublicKey> pubkey(String text) {
    try {
      return Optional.of(PublicKey.parse(text));
    } catch (IllegalArgumentException notAPubkey) {
      return Optional.empty();
    }
  }

  public RelayConfig config() {
    return config;
  }

  public Roster roster() {
    return roster;
  }

  /// The owner and every role holder, who are members without joining.
  public Set<PublicKey> founders() {
    return founders;
  }

  public boolean isMember(PublicKey who) {
    return roster.members().contains(who);
  }

  public boolean mayManage(PublicKey who) {
    return everybodyManages || who.equals(self) || managers.contains(who);
  }

  /// Permission to manage does not imply permission to invite.
  public boolean mayInvite(PublicKey who) {
    return everybodyInvites || who.equals(self) || inviters.contains(who);
  }

  /// The owner and every role holder who may manage, sorted.
  public List<PublicKey> managers() {
    return managers.stream().sorted().toList();
  }

  public boolean isBanned(PublicKey who) {
    return roster.bannedPubkeys().contains(who);
  }

  /// Whether this member can neither leave nor be removed.
  public boolean isPermanent(PublicKey who) {
    return managers.contains(who);
  }

  /// Whether a manager may remove this member.
  public Verdict removal(PublicKey who) {
    return isPermanent(who) ? refused(PERMANENT) : allowed();
  }

  /// Whether a manager may ban this key. The relay's own key is refused: a ban would erase the
  /// relay's lists.
  public Verdict ban(PublicKey who) {
    return who.equals(self) ? refused(PERMANENT) : removal(who);
  }

  /// Whether a manager may add this key to the member list.
  public Verdict admission(PublicKey who) {
    return isMember(who) ? allowed() : room();
  }

  private Verdict room() {
    return room(0);
  }

  /// @param newcomers members that the roster does not contain yet
  private Verdict room(int newcomers) {
    var max = config.policy().maxMembers();
    return max != null && roster.members().size() + newcomers >= max
        ? refused("restricted: this relay has reached its member limit")
        : allowed();
  }

  /// @param caller the key that the socket last authenticated; null = none
  public Verdict read(@Nullable PublicKey caller) {
    var open = config.policy().anonymous() || config.policy().publicRead();
    if (caller == null) {
      return config.policy().anonymous() ? allowed() : refused(Verdict.AUTH_REQUIRED);
    }
    return access(caller, open);
  }

  private Verdict access(PublicKey who, boolean open) {
    if (isMember(who) || mayManage(who)) {
      return allowed();
    }
    if (!open) {
      return refused(NO_MEMBER);
    }
    return isBanned(who) ? refused("restricted: you have been banned from this relay") : allowed();
  }

  /// Decides about an event whose id and signature are valid. The order of the checks is zooid's.
  public Admission admit(Event event, @Nullable PublicKey caller, RoomState rooms) {
    if (event.createdAt() < 0 || event.createdAt() >= CREATED_AT_MAX_SECONDS) {
      return no("invalid: created_at is out of range");
    }
    if (event.tags().size() > EVENT_TAGS_MAX) {
      return no("invalid: an event has at most " + EVENT_TAGS_MAX + " tags");
    }
    if (event.tags().contains(List.of("-"))) {
      if (caller == null) {
        return no("auth-required: must be published by authenticated event author");
      }
      if (!caller.equals(event.pubkey())) {
        return no("blocked: must be published by event author");
      }
    }
    if (REPOSTS.contains(event.kind()) && quotesProtected(event.content())) {
      return no("blocked: can't repost nip70 protected");
    }
    if (isRefusedKind(event)) {
      return no("restricted: this relay does not accept events of kind " + event.kind());
    }
    if (isForMember(event)) {
      return isRefusedGroupEvent(event) ? no(RoomRules.NO_GROUPS) : new Admission.Stored();
    }
    return fromAuthor(event, caller, rooms);
  }

  /// Whether the managers refuse this kind. Joining, leaving and deleting are always possible.
  private boolean isRefusedKind(Event event) {
    return !ALWAYS_ACCEPTED.contains(event.kind()) && !roster.kinds().accepts(event.kind());
  }

  /// Decides about an event that the relay's owner imports from a file, with a valid id and
  /// signature. Membership and the author's consent are not needed, because the file may be old.
  ///
  /// The relay's own records must be signed by its key: a list of another relay would take over the
  /// members or the bans.
  public Verdict imported(Event event) {
    if (event.createdAt() < 0 || event.createdAt() >= CREATED_AT_MAX_SECONDS) {
      return refused("invalid: created_at is out of range");
    }
    if (CommunityKinds.isBookkeeping(event)) {
      return ownRecord(event);
    }
    if (event.tags().size() > EVENT_TAGS_MAX) {
      return refused("invalid: an event has at most " + EVENT_TAGS_MAX + " tags");
    }
    if (Kinds.isEphemeral(event.kind())) {
      return refused("invalid: events of this kind are never stored");
    }
    if (isRefusedGroupEvent(event)) {
      return refused(RoomRules.NO_GROUPS);
    }
    if (isRefusedKind(event)) {
      return refused("restricted: this relay does not accept events of this kind");
    }
    if (isBanned(event.pubkey())) {
      return refused("restricted: its author is banned from this relay");
    }
    return roster.bannedEvents().contains(event.id()) ? refused(BANNED_EVENT) : allowed();
  }

  private boolean isRefusedGroupEvent(Event event) {
    return !config.features().groups() && RoomKinds.roomOf(event) != null;
  }

  private Verdict ownRecord(Event event) {
    if (!event.pubkey().equals(self)) {
      return refused("invalid: only this relay's own key may sign events of this kind");
    }
    if (event.kind() == RoomKinds.MEMBERS
        && event.tagValues("p").size() > RoomState.MEMBERSHIPS_MAX) {
      return refused("restricted: this list has more members than a group may have");
    }
    var max = config.policy().maxMembers();
    return event.kind() == CommunityKinds.MEMBER_LIST
            && max != null
            && event.tagValues("member").size() > max
        ? refused("restricted: this list has more members than this relay may have")
        : allowed();
  }

  private Admission fromAuthor(Event event, @Nullable PublicKey caller, RoomState rooms) {
    var author = event.pubkey();
    var mustBeAuthor =
        !config.policy().anonymous()
            || event.kind() == CommunityKinds.JOIN
            || event.kind() == CommunityKinds.LEAVE;
    if (mustBeAuthor && caller == null) {
      return no(Verdict.AUTH_REQUIRED);
    }
    if (mustBeAuthor && !author.equals(caller)) {
      return no("restricted: you cannot publish events on behalf of others");
    }
    if (event.kind() == CommunityKinds.JOIN) {
      return new Admission.Joining();
    }
    var open = config.policy().anonymous() || config.policy().publicWrite();
    if (access(author, open) instanceof Verdict.Refused why) {
      return new Admission.Refused(why);
    }
    if (event.kind() == CommunityKinds.PUSH_SUBSCRIPTION) {
      return pushSubscription(event);
    }
    if (CommunityKinds.isRelayOnly(event)) {
      return no("invalid: this event's kind is not accepted");
    }
    if (RoomKinds.roomOf(event) != null
        && !(config.features().groups() && RoomKinds.hasInviteCode(event))
        && new RoomRules(this, rooms).write(event) instanceof Verdict.Refused why) {
      return new Admission.Refused(why);
    }
    if (roster.bannedEvents().contains(event.id())) {
      return no(BANNED_EVENT);
    }
    if (event.kind() == CommunityKinds.LEAVE) {
      return new Admission.Leaving();
    }
    if (Kinds.isEphemeral(event.kind())) {
      return new Admission.Ephemeral();
    }
    if (RoomKinds.isChange(event.kind())) {
      return new Admission.ChangingRoom();
    }
    return event.kind() == Kinds.DELETION ? new Admission.Deleting() : new Admission.Stored();
  }

  /// A subscription needs a member, also where others may write: it would read for them.
  private Admission pushSubscription(Event event) {
    if (!isMember(event.pubkey()) && !mayManage(event.pubkey())) {
      return no(NO_MEMBER);
    }
    return roster.bannedEvents().contains(event.id())
        ? no(BANNED_EVENT)
        : new Admission.SubscribingPush();
  }

  /// Decides about a join request (kind 28934) by its authenticated author.
  ///
  /// @param newcomers admitted members that the roster does not contain yet
  /// @param now unix seconds
  public Verdict join(Event event, Set<PublicKey> newcomers, long now) {
    var claim = event.tagValue("claim");
    var isValid = roster.hasClaim(claim.orElse(""), now);
    var policy = config.policy();
    var wrong = refused("invalid: failed to validate invite code");
    if (isMember(event.pubkey()) || newcomers.contains(event.pubkey())) {
      var idle = policy.publicJoin() || claim.orElse("").isEmpty();
      return idle || roster.claims().containsKey(claim.orElse("")) ? allowed() : wrong;
    }
    if (isBanned(event.pubkey())) {
      return refused("invalid: you have been banned from this relay");
    }
    if (!policy.publicJoin() && claim.isEmpty()) {
      return refused("invalid: no claim tag");
    }
    if (!policy.publicJoin() && !isValid) {
      return wrong;
    }
    return room(newcomers.size());
  }

  /// Whether the event is a zap receipt or gift wrap to a member, which any key may send.
  private boolean isForMember(Event event) {
    return (event.kind() == ZAP_RECEIPT || event.kind() == GIFT_WRAP)
        && event
            .tagValue("p")
            .flatMap(Rules::pubkey)
            .filter(recipient -> isMember(recipient) || mayManage(recipient))
            .isPresent();
  }

  /// Searches the text only, as zooid does: `["-"]` within the first `"tags":[…]]`.
  private static boolean quotesProtected(String content) {
    int start = content.indexOf("\"tags\":[");
    int end = start < 0 ? -1 : content.indexOf("]]", start);
    return end >= 0 && content.substring(start, end + 1).contains("[\"-\"]");
  }

  private static Admission no(String text) {
    return new Admission.Refused(refused(text));
  }

  private static Verdict.Refused refused(String text) {
    return new Verdict.Refused(text);
  }

  private static Verdict allowed() {
    return new Verdict.Allowed();
  }

  /// Whether an action is allowed, with the message of a refusal.
  public sealed interface Verdict {
    String AUTH_REQUIRED = "auth-required: authentication is required for access";

    record Allowed() implements Verdict {}

    /// @param text as it goes into OK or CLOSED: a word, a colon, a sentence
    record Refused(String text) implements Verdict {
      /// The challenge is sent again before this refusal.
      public boolean asksToAuthenticate() {
        return text.startsWith("auth-required:");
      }
    }
  }

  /// The decision about a published event.
  public sealed interface Admission {
    record Refused(Verdict.Refused why) implements Admission {}

    /// Save it and deliver it.
    record Stored() implements Admission {}

    /// Deliver it, do not keep it.
    record Ephemeral() implements Admission {}

    /// Its author wants to become a member.
    record Joining() implements Admission {}

    /// Its author wants to be a member no longer.
    record Leaving() implements Admission {}

    /// Save it together with the events that follow from it ([RoomKinds]).
    record ChangingRoom() implements Admission {}

    /// Its author wants push notifications. Save it if it is valid; it is not delivered.
    record SubscribingPush() implements Admission {}

    /// It asks for the deletion of others ([Deletion]).
    record Deleting() implements Admission {}
  }
}
