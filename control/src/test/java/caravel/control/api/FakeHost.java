package caravel.control.api;

import caravel.control.hosting.Applied;
import caravel.control.hosting.Membership;
import caravel.control.hosting.RelayHost;
import caravel.control.hosting.RelaySpec;
import caravel.control.hosting.Removed;
import caravel.control.hosting.Sighting;
import caravel.nostr.PublicKey;
import java.util.List;

/// A host that is asked for members only, because no worker runs here.
final class FakeHost implements RelayHost {
  volatile Membership membership = new Membership.Listed(List.of(new PublicKey("c".repeat(64))));

  @Override
  public Applied apply(RelaySpec spec) {
    throw new IllegalStateException("no worker runs here");
  }

  @Override
  public Removed delete(RelaySpec spec, boolean purge) {
    throw new IllegalStateException("no worker runs here");
  }

  @Override
  public Membership members(RelaySpec spec) {
    return membership;
  }

  @Override
  public Sighting probe(RelaySpec spec) {
    throw new IllegalStateException("no worker runs here");
  }
}
