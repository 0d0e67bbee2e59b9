package caravel.control.auth;

import caravel.nostr.PublicKey;

/// Somebody who has proved to hold a key.
///
/// @param admin whether the key is one of the operator's
public record Caller(PublicKey pubkey, boolean admin) {}
