package caravel.conformance.numbers;

import caravel.conformance.numbers.ConformanceSuite.NumberedCheck;
import java.util.List;

final class AuthenticationNumbersTest extends NumbersRunner {
  @Override
  List<NumberedCheck> checks() {
    return AuthenticationChecks.list();
  }
}
