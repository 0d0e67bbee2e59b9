package caravel.engine.policy;

import caravel.nostr.Event;
import caravel.nostr.EventId;
import java.util.List;

/// The invite code of an event of kind 28935, with its limits.
///
/// The event's tag `expiration` (NIP-40) has the end of the code. Its tag `uses` has the largest
/// number of uses and the number of uses so far.
///
/// @param event the event with the code
/// @param expiresAt unix seconds; 0 = never
/// @param usesMax members that the code may admit; 0 = unlimited
/// @param uses members that it has admitted; counted only when `usesMax` is not 0
public record Claim(EventId event, long expiresAt, long usesMax, long uses) {
  private static final String EXPIRATION = "expiration";
  private static final String USES = "uses";

  /// Reads the limits of an invite. Malformed limits end the code, so that a damaged event admits
  /// no one.
  public static Claim of(Event invite) {
    try {
      long expiresAt = Long.parseLong(invite.tagValue(EXPIRATION).orElse("0"));
      for (var tag : invite.tags()) {
        if (tag.size() >= 3 && tag.getFirst().equals(USES)) {
          return new Claim(
              invite.id(), expiresAt, Long.parseLong(tag.get(1)), Long.parseLong(tag.get(2)));
        }
      }
      return new Claim(invite.id(), expiresAt, 0, 0);
    } catch (NumberFormatException malformed) {
      return new Claim(invite.id(), 0, 1, 1);
    }
  }

  /// The tags that [#of] reads.
  public List<List<String>> tags() {
    var expiration = List.of(EXPIRATION, Long.toString(expiresAt));
    var limit = List.of(USES, Long.toString(usesMax), Long.toString(uses));
    if (usesMax == 0) {
      return expiresAt == 0 ? List.of() : List.of(expiration);
    }
    return expiresAt == 0 ? List.of(limit) : List.of(expiration, limit);
  }

  /// Whether the code admits one more member at `now` (unix seconds).
  public boolean isValid(long now) {
    return !isExpired(now) && (usesMax == 0 || uses < usesMax);
  }

  public boolean isExpired(long now) {
    return expiresAt != 0 && expiresAt <= now;
  }

  /// The claim after one more use.
  public Claim used() {
    return usesMax == 0 ? this : new Claim(event, expiresAt, usesMax, uses + 1);
  }
}
