package caravel.control.billing;

/// What waits on an invoice to be done with somebody else's help, as its row names it.
final class Chores {
  /// Ask everybody on our side whether it was paid.
  static final String LOOK_BACK = "look_back";

  static final String PAY_BY_WALLET = "pay_by_wallet";

  /// Ask the receiving side about the BOLT11.
  static final String LOOK_UP = "look_up";

  /// Charge the saved card; where that is not known to have failed, under the same key again.
  static final String CHARGE_CARD = "charge_card";

  static final String CANCEL_INTENT = "cancel_intent";

  private Chores() {}
}
