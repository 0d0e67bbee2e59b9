package caravel.verify.simulate;

import caravel.verify.simulate.Act.Deed;
import caravel.verify.simulate.Act.Toggling;
import java.time.Duration;
import java.util.List;

/// The moves of a tenant who changes a relay repeatedly in order to pay less.
record Toggler(Toggling how) {
  private static final Duration AT_ONCE = Duration.ZERO;
  private static final Duration A_SECOND_LATER = Duration.ofSeconds(1);

  /// @param after the beginning of the round
  record Move(Deed deed, Duration after) {}

  /// The moves of one round; the first round begins with a relay to toggle.
  List<Move> round(int number) {
    if (number == 0) {
      return how == Toggling.ASK_ANEW
          ? List.of(
              new Move(Deed.WALLET_REFUSES, AT_ONCE),
              new Move(Deed.CARD_DECLINES, AT_ONCE),
              new Move(Deed.CREATE_GROWTH, AT_ONCE))
          : List.of(new Move(Deed.CREATE_GROWTH, AT_ONCE));
    }
    return switch (how) {
      case OFF_AND_ON, RENEW_GRACE ->
          List.of(new Move(Deed.DEACTIVATE, AT_ONCE), new Move(Deed.REACTIVATE, A_SECOND_LATER));
      case BETWEEN_PLANS ->
          List.of(new Move(number % 2 == 0 ? Deed.TO_GROWTH : Deed.TO_BASIC, AT_ONCE));
      case ASK_ANEW -> List.of(new Move(Deed.ASK_ANEW, AT_ONCE));
      case COME_BACK -> List.of(new Move(Deed.REACTIVATE, AT_ONCE));
    };
  }
}
