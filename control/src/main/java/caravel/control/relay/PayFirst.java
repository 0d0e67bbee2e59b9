package caravel.control.relay;

import caravel.control.db.Tx;
import caravel.nostr.PublicKey;

/// Whether a tenant's paid relays start only when they are paid. Billing decides it.
@FunctionalInterface
public interface PayFirst {
  boolean appliesTo(Tx tx, PublicKey tenant);
}
