package caravel.control.hosting;

import caravel.nostr.PublicKey;

/// A key that is banned from a relay.
///
/// @param reason `""` = none given
public record RelayBan(PublicKey pubkey, String reason) {}
