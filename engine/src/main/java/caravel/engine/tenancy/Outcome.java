package caravel.engine.tenancy;

import caravel.nostr.PublicKey;
import java.util.List;

/// What became of one operation on a relay's configuration. Texts are zooid's.
public sealed interface Outcome {
  /// Written, and in effect already.
  record Done() implements Outcome {}

  /// Deleted, and its events are erased.
  record Purged() implements Outcome {}

  /// @param members sorted, each once
  record Members(List<PublicKey> members) implements Outcome {
    public Members {
      members = List.copyOf(members);
    }
  }

  /// There is no file of this id.
  record Unknown() implements Outcome {}

  /// There is a file of this id already.
  record Exists() implements Outcome {}

  /// What was sent is not a configuration.
  record Refused(String why) implements Outcome {}

  /// Another relay has this host or schema.
  record Taken(String why) implements Outcome {}

  /// The disk or the store failed; nothing is promised.
  record Failed(String why) implements Outcome {}
}
