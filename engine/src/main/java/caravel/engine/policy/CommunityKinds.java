package caravel.engine.policy;

import caravel.nostr.Event;
import caravel.nostr.Kinds;
import java.util.Set;

/// The kinds that mean something to a community relay, and what follows from the kind alone.
public final class CommunityKinds {
  /// The member list, one `member` tag each (NIP-43).
  public static final int MEMBER_LIST = 13_534;

  public static final int MEMBER_ADDED = 8_000;
  public static final int MEMBER_REMOVED = 8_001;
  public static final int JOIN = 28_934;
  public static final int INVITE = 28_935;
  public static final int LEAVE = 28_936;
  public static final int PUSH_SUBSCRIPTION = 30_390;

  /// Application data; with a `d` that starts with [#INTERNAL_PREFIX] it is the relay's own.
  public static final int APPLICATION_DATA = 30_078;

  public static final String INTERNAL_PREFIX = "zooid/";
  public static final String BANNED_PUBKEYS = INTERNAL_PREFIX + "banned_pubkeys";
  public static final String BANNED_EVENTS = INTERNAL_PREFIX + "banned_events";

  private static final int ROLE_LABEL = 33_534;
  private static final Set<Integer> RELAY_ONLY =
      Set.of(MEMBER_ADDED, MEMBER_REMOVED, MEMBER_LIST, ROLE_LABEL);
  private static final Set<Integer> NEVER_SERVED =
      Set.of(JOIN, INVITE, LEAVE, PUSH_SUBSCRIPTION, Kinds.RELAY_AUTH);
  private static final Set<Integer> GROUP =
      Set.of(
          9_000, 9_001, 9_002, 9_005, 9_007, 9_008, 9_009, 9_010, 9_021, 9_022, 39_000, 39_001,
          39_002, 39_003, 39_004, 39_005);

  private CommunityKinds() {}

  /// Only the relay itself may make it.
  static boolean isRelayOnly(Event event) {
    return RELAY_ONLY.contains(event.kind()) || isInternal(event);
  }

  /// What the relay keeps for itself: ban lists.
  public static boolean isInternal(Event event) {
    return event.kind() == APPLICATION_DATA
        && event.tagValue("d").orElse("").startsWith(INTERNAL_PREFIX);
  }

  /// Nobody but a manager is ever given it, stored or live; an inviter gets his own invite.
  public static boolean isNeverServed(Event event) {
    return NEVER_SERVED.contains(event.kind()) || isInternal(event);
  }

  /// Whether [#isNeverServed] needs a look at more than the kind.
  public static boolean isServedByKind(int kind) {
    return !NEVER_SERVED.contains(kind) && kind != APPLICATION_DATA;
  }

  /// Belongs to a group (NIP-29): by its kind, or by a non-empty `h`.
  static boolean isGroupEvent(Event event) {
    return GROUP.contains(event.kind())
        || event.tags().stream()
            .anyMatch(
                tag -> tag.size() >= 2 && tag.getFirst().equals("h") && !tag.get(1).isEmpty());
  }

  /// What a member's deletion never touches, whoever signed it: the relay's books.
  static boolean isBookkeeping(Event event) {
    return isRelayOnly(event) || event.kind() == INVITE;
  }
}
