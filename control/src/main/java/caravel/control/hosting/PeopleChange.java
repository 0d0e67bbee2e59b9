package caravel.control.hosting;

import caravel.nostr.PublicKey;

/// One change of who may be in a relay. Each may be repeated without harm.
public sealed interface PeopleChange {
  PublicKey pubkey();

  /// Makes somebody a member, and lifts a ban of theirs.
  record Add(PublicKey pubkey) implements PeopleChange {}

  /// Takes the membership away; what they wrote stays, and an invite lets them in again.
  record Remove(PublicKey pubkey) implements PeopleChange {}

  /// Takes the membership away for good and deletes all they wrote.
  ///
  /// @param reason `""` = none given
  record Ban(PublicKey pubkey, String reason) implements PeopleChange {}

  /// Makes it possible to join again, and no more than that.
  record LiftBan(PublicKey pubkey) implements PeopleChange {}
}
