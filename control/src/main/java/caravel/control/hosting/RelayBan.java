package caravel.control.hosting;

import caravel.nostr.PublicKey;

/// Somebody who is kept out of a relay.
///
/// @param reason `""` where none was given
public record RelayBan(PublicKey pubkey, String reason) {}
