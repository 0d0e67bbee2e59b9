package caravel.control.hosting;

import caravel.nostr.PublicKey;

/// A change of a relay's members or bans. Each can be repeated safely.
public sealed interface PeopleChange {
  PublicKey pubkey();

  /// Adds a member, and lifts its ban.
  record Add(PublicKey pubkey) implements PeopleChange {}

  /// Removes a member. Its events stay, and an invite lets it join again.
  record Remove(PublicKey pubkey) implements PeopleChange {}

  /// Removes a member permanently and deletes all its events.
  ///
  /// @param reason `""` = none given
  record Ban(PublicKey pubkey, String reason) implements PeopleChange {}

  /// Lifts a ban, without adding a member.
  record LiftBan(PublicKey pubkey) implements PeopleChange {}
}
