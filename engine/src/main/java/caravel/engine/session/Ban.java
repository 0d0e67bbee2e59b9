package caravel.engine.session;

import caravel.nostr.PublicKey;

/// A banned key, which may neither read, nor write, nor join.
///
/// @param reason as the manager gave it; may be empty
public record Ban(PublicKey who, String reason) {}
