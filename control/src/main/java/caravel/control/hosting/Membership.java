package caravel.control.hosting;

import caravel.nostr.PublicKey;
import java.util.List;

/// The members of a relay, as its host reports them.
public sealed interface Membership {
  /// @param keys in ascending order, without duplicates and without the relay's own
  record Listed(List<PublicKey> keys) implements Membership {
    public Listed {
      keys = List.copyOf(keys);
    }
  }

  /// @param why for the operator
  record Unknown(String why) implements Membership {}
}
