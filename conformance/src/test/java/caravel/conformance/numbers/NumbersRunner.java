package caravel.conformance.numbers;

import static org.assertj.core.api.Assertions.assertThat;

import caravel.conformance.numbers.ConformanceSuite.NumberedCheck;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// The checks of one section, each as a test, against one engine in this process.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class NumbersRunner {
  private EngineUnderTest engine;
  private ConformanceSuite suite;

  abstract List<NumberedCheck> checks();

  @BeforeAll
  void start(@TempDir Path folder) {
    engine = EngineUnderTest.start(folder, List.of());
    suite = engine.suite();
  }

  @AfterAll
  void stop() {
    suite.close();
    engine.close();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("checks")
  void engine_behaves_as_described(NumberedCheck check) {
    var result = suite.run(check);
    assertThat(result).as("%s", check).isInstanceOf(CheckResult.Passed.class);
  }
}
