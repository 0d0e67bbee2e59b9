package caravel.conformance.numbers;

import caravel.conformance.numbers.ConformanceSuite.NumberedCheck;
import java.util.List;

final class CallNumbersTest extends NumbersRunner {
  @Override
  List<NumberedCheck> checks() {
    return CallChecks.list();
  }
}
