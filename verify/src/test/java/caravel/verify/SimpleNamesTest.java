package caravel.verify;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/// A simple name means one class in the whole project, tests included, so that readers need not
/// look at imports.
final class SimpleNamesTest {
  private static final Path PROJECT = Path.of("..").toAbsolutePath().normalize();

  @Test
  void no_two_classes_of_the_project_share_a_simple_name() throws IOException {
    try (var files = Files.walk(PROJECT)) {
      var pathsByName =
          files
              .filter(SimpleNamesTest::isSource)
              .collect(Collectors.groupingBy(file -> file.getFileName().toString()));
      assertThat(pathsByName).as("sources below %s", PROJECT).hasSizeGreaterThan(500);
      assertThat(pathsByName).allSatisfy((name, paths) -> assertThat(paths).as(name).hasSize(1));
    }
  }

  /// Each top-level class has a file of its own name. Package documentation is not a class.
  private static boolean isSource(Path file) {
    var path = PROJECT.relativize(file).toString().replace('\\', '/');
    return path.matches("[a-z]+/src/(main|test)/java/.*\\.java")
        && !path.endsWith("/package-info.java");
  }
}
