package caravel.conformance.numbers;

import caravel.conformance.numbers.ConformanceSuite.NumberedCheck;
import java.util.List;

final class EventNumbersTest extends NumbersRunner {
  @Override
  List<NumberedCheck> checks() {
    return EventChecks.list();
  }
}
