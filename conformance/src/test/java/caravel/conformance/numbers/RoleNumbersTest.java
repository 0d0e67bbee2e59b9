package caravel.conformance.numbers;

import caravel.conformance.numbers.ConformanceSuite.NumberedCheck;
import java.util.List;

final class RoleNumbersTest extends NumbersRunner {
  @Override
  List<NumberedCheck> checks() {
    return RoleChecks.list();
  }
}
