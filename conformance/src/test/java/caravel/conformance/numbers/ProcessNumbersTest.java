package caravel.conformance.numbers;

import caravel.conformance.numbers.ConformanceSuite.NumberedCheck;
import java.util.List;

final class ProcessNumbersTest extends NumbersRunner {
  @Override
  List<NumberedCheck> checks() {
    return ProcessChecks.list();
  }
}
