package caravel.engine.tenancy;

import caravel.nostr.PublicKey;
import org.pcollections.PSortedSet;

/// The result of an operation on a relay's configuration. Messages are zooid's.
public sealed interface Outcome {
  /// The file is written and the change is in effect.
  record Done() implements Outcome {}

  /// The relay is deleted and its events are erased.
  record Purged() implements Outcome {}

  /// @param members sorted
  /// @param self the relay's own key
  record Members(PSortedSet<PublicKey> members, PublicKey self) implements Outcome {}

  /// No file has this id.
  record Unknown() implements Outcome {}

  /// A file with this id exists already.
  record Exists() implements Outcome {}

  /// The request is not a valid configuration.
  record Refused(String why) implements Outcome {}

  /// Another relay has this host or schema.
  record Taken(String why) implements Outcome {}

  /// The disk or the store failed, and the state is unknown.
  record Failed(String why) implements Outcome {}
}
