package caravel.control.payment.nwc;

import caravel.nostr.nwc.WalletAnswer;

/// The outcome of a request to a wallet.
sealed interface WalletReply {
  /// The wallet signed an answer to this request.
  ///
  /// @param signedAt unix seconds by the wallet's clock
  record Answered(WalletAnswer answer, long signedAt) implements WalletReply {}

  /// The request was not sent, so the wallet cannot have acted on it.
  ///
  /// @param why for the operator
  record Unsent(String why) implements WalletReply {}

  /// The request was not sent, because the platform had no free place, socket or name look-up. This
  /// says nothing about the wallet (M3).
  ///
  /// @param why for the operator
  record Busy(String why) implements WalletReply {}

  /// The request was sent, and no readable answer came. The wallet may have acted on it or may
  /// still do so.
  ///
  /// @param why for the operator
  record Unknown(String why) implements WalletReply {}
}
