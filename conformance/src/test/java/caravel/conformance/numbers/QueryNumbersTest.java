package caravel.conformance.numbers;

import caravel.conformance.numbers.ConformanceSuite.NumberedCheck;
import java.util.List;

final class QueryNumbersTest extends NumbersRunner {
  @Override
  List<NumberedCheck> checks() {
    return QueryChecks.list();
  }
}
