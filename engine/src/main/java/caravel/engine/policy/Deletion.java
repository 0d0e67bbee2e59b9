package caravel.engine.policy;

import caravel.nostr.Event;
import caravel.nostr.EventId;
import caravel.nostr.PublicKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// A deletion request (kind 5, NIP-09) and the decision about it.
///
/// Stricter than zooid: one target by another author refuses the whole request. A refused request
/// deletes nothing and is not stored.
///
/// @param ids of `e` tags; values that are not ids are ignored
/// @param addresses of `a` tags that name an addressable event
public record Deletion(List<EventId> ids, List<Address> addresses) {
  public Deletion {
    ids = List.copyOf(ids);
    addresses = List.copyOf(addresses);
  }

  /// The address of the current version of an addressable event.
  ///
  /// @param identifier the `d` value, `""` where there is none
  public record Address(int kind, PublicKey author, String identifier) {
    static Optional<Address> parse(String text) {
      var parts = text.split(":", 3);
      try {
        return parts.length == 3
            ? Optional.of(
                new Address(Integer.parseInt(parts[0]), new PublicKey(parts[1]), parts[2]))
            : Optional.empty();
      } catch (IllegalArgumentException malformed) {
        return Optional.empty();
      }
    }

    public boolean names(Event event) {
      return event.kind() == kind
          && event.pubkey().equals(author)
          && event.tagValue("d").orElse("").equals(identifier);
    }
  }

  /// The decision about a deletion request.
  public sealed interface Outcome {
    record Refused(String text) implements Outcome {}

    /// Store the request and delete the targets, in one transaction.
    record Delete(List<EventId> targets) implements Outcome {
      public Delete {
        targets = List.copyOf(targets);
      }
    }
  }

  public static Deletion of(Event event) {
    var ids = new ArrayList<EventId>();
    for (var value : event.tagValues("e")) {
      try {
        ids.add(new EventId(value));
      } catch (IllegalArgumentException notAnId) {
        // An invalid tag is ignored; the valid ones still count.
      }
    }
    var addresses =
        event.tagValues("a").stream().flatMap(value -> Address.parse(value).stream()).toList();
    return new Deletion(ids, addresses);
  }

  /// @param found the stored events with these [#ids] and [#addresses]
  public static Outcome decide(Event deletion, List<Event> found) {
    var targets = new ArrayList<EventId>();
    for (var target : found) {
      if (!target.pubkey().equals(deletion.pubkey()) || CommunityKinds.isBookkeeping(target)) {
        return new Outcome.Refused("blocked: you are not the author of this event");
      }
      targets.add(target.id());
    }
    return targets.isEmpty()
        ? new Outcome.Refused("blocked: nothing to delete")
        : new Outcome.Delete(targets);
  }
}
