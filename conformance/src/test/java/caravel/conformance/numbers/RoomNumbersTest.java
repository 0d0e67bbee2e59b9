package caravel.conformance.numbers;

import caravel.conformance.numbers.ConformanceSuite.NumberedCheck;
import java.util.List;

final class RoomNumbersTest extends NumbersRunner {
  @Override
  List<NumberedCheck> checks() {
    return RoomChecks.list();
  }
}
