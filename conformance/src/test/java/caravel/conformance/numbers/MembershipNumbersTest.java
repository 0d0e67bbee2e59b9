package caravel.conformance.numbers;

import caravel.conformance.numbers.ConformanceSuite.NumberedCheck;
import java.util.List;

final class MembershipNumbersTest extends NumbersRunner {
  @Override
  List<NumberedCheck> checks() {
    return MembershipChecks.list();
  }
}
