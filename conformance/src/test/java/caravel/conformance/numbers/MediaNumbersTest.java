package caravel.conformance.numbers;

import caravel.conformance.numbers.ConformanceSuite.NumberedCheck;
import java.util.List;

final class MediaNumbersTest extends NumbersRunner {
  @Override
  List<NumberedCheck> checks() {
    return MediaChecks.list();
  }
}
