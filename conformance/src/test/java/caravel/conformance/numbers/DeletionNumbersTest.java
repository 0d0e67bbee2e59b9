package caravel.conformance.numbers;

import caravel.conformance.numbers.ConformanceSuite.NumberedCheck;
import java.util.List;

final class DeletionNumbersTest extends NumbersRunner {
  @Override
  List<NumberedCheck> checks() {
    return DeletionChecks.list();
  }
}
