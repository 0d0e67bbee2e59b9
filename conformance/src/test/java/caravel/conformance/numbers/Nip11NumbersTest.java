package caravel.conformance.numbers;

import caravel.conformance.numbers.ConformanceSuite.NumberedCheck;
import java.util.List;

final class Nip11NumbersTest extends NumbersRunner {
  @Override
  List<NumberedCheck> checks() {
    return Nip11Checks.list();
  }
}
