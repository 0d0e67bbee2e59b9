package caravel.engine.policy;

import caravel.nostr.Event;
import caravel.nostr.Kinds;
import java.util.Set;

/// The event kinds with a special meaning on a community relay, and the rules that follow from the
/// kind alone.
public final class CommunityKinds {
  /// The member list: one `member` tag for each member (NIP-43).
  public static final int MEMBER_LIST = 13_534;

  public static final int MEMBER_ADDED = 8_000;
  public static final int MEMBER_REMOVED = 8_001;
  public static final int JOIN = 28_934;
  public static final int INVITE = 28_935;
  public static final int LEAVE = 28_936;
  public static final int PUSH_SUBSCRIPTION = 30_390;

  /// Application data. A `d` tag that starts with [#INTERNAL_PREFIX] marks the relay's own data.
  public static final int APPLICATION_DATA = 30_078;

  public static final String INTERNAL_PREFIX = "zooid/";
  public static final String BANNED_PUBKEYS = INTERNAL_PREFIX + "banned_pubkeys";
  public static final String BANNED_EVENTS = INTERNAL_PREFIX + "banned_events";

  /// The label of a role that members may have: its name, description and colour.
  public static final int ROLE_LABEL = 33_534;

  private static final Set<Integer> RELAY_ONLY =
      Set.of(MEMBER_ADDED, MEMBER_REMOVED, MEMBER_LIST, ROLE_LABEL);
  private static final Set<Integer> NEVER_SERVED =
      Set.of(JOIN, INVITE, LEAVE, PUSH_SUBSCRIPTION, Kinds.RELAY_AUTH);

  private CommunityKinds() {}

  /// Whether only the relay itself may create this event.
  static boolean isRelayOnly(Event event) {
    return RELAY_ONLY.contains(event.kind()) || isInternal(event);
  }

  /// Whether the event is internal to the relay: a list that its managers change.
  public static boolean isInternal(Event event) {
    return event.kind() == APPLICATION_DATA
        && event.tagValue("d").orElse("").startsWith(INTERNAL_PREFIX);
  }

  /// Whether only managers may read this event, stored or live. The author of an invite may read it
  /// too.
  public static boolean isNeverServed(Event event) {
    return NEVER_SERVED.contains(event.kind())
        || isInternal(event)
        || RoomKinds.containsInviteCode(event);
  }

  /// Whether the kind alone decides that events are served; false = ask [#isNeverServed].
  public static boolean isServedByKind(int kind) {
    return !NEVER_SERVED.contains(kind)
        && kind != APPLICATION_DATA
        && kind != RoomKinds.CREATE_INVITE
        && kind != RoomKinds.JOIN_ROOM;
  }

  /// Whether the event defines members, bans or invites.
  public static boolean isRoster(Event event) {
    return event.kind() == MEMBER_LIST || event.kind() == INVITE || isInternal(event);
  }

  /// Whether the event is one of the relay's records, which a member's deletion request never
  /// removes.
  public static boolean isBookkeeping(Event event) {
    return isRelayOnly(event) || event.kind() == INVITE || RoomKinds.isMetadata(event.kind());
  }
}
