package caravel.control.payment.nwc;

import caravel.nostr.nwc.WalletAnswer;

/// What came of asking a wallet.
sealed interface WalletReply {
  /// Signed by the wallet, for this very request.
  ///
  /// @param signedAt unix seconds by the wallet's clock
  record Answered(WalletAnswer answer, long signedAt) implements WalletReply {}

  /// The request never left: the wallet cannot have acted on it.
  ///
  /// @param why for the operator
  record Unsent(String why) implements WalletReply {}

  /// The request never left, because the platform had no free place, socket or name look-up. This
  /// says nothing about the wallet (M3).
  ///
  /// @param why for the operator
  record Busy(String why) implements WalletReply {}

  /// It left, and no answer came that can be read: the wallet may have acted on it, or still will.
  ///
  /// @param why for the operator
  record Unknown(String why) implements WalletReply {}
}
