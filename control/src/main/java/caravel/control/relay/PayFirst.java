package caravel.control.relay;

import caravel.control.db.Tx;
import caravel.nostr.PublicKey;

/// Decides whether a tenant's paid relays start only when they are paid. Billing implements it.
@FunctionalInterface
public interface PayFirst {
  boolean appliesTo(Tx tx, PublicKey tenant);
}
