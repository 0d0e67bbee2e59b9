package caravel.engine.media;

import static org.assertj.core.api.Assertions.assertThat;

import caravel.engine.FuzzSeeds;
import caravel.engine.media.ByteRanges.Part;
import caravel.engine.media.ByteRanges.Parts;
import caravel.engine.media.ByteRanges.Unsatisfiable;
import caravel.engine.media.ByteRanges.Whole;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The `Range` header, against a naive slice of the bytes.
final class ByteRangesTest {
  @Test
  void every_range_is_the_slice_that_it_names() {
    FuzzSeeds.of(1, 5_000).forEach(ByteRangesTest::check);
  }

  private static void check(long seed) {
    var random = new Random(seed);
    int size = 1 + random.nextInt(20);
    var specs = IntStream.range(0, 1 + random.nextInt(4)).mapToObj(_ -> spec(random)).toList();
    var header = "bytes=" + String.join(",", specs);
    assertThat(ByteRanges.parse(header, size))
        .as("seed %d: %s of %d", seed, header, size)
        .isEqualTo(naive(specs, size));
  }

  private static String spec(Random random) {
    var from = random.nextInt(25);
    return switch (random.nextInt(3)) {
      case 0 -> from + "-";
      case 1 -> "-" + from;
      default -> from + "-" + (from + random.nextInt(25));
    };
  }

  /// Selects the positions one by one.
  private static ByteRanges naive(List<String> specs, int size) {
    var parts = new ArrayList<Part>();
    long sum = 0;
    for (var spec : specs) {
      var positions = IntStream.range(0, size).filter(at -> names(spec, at, size)).boxed().toList();
      if (!positions.isEmpty()) {
        parts.add(new Part(positions.getFirst(), positions.size()));
        sum += positions.size();
      }
    }
    if (sum > size) {
      return new Whole();
    }
    return parts.isEmpty()
        ? new Unsatisfiable("invalid range: failed to overlap")
        : new Parts(parts);
  }

  private static boolean names(String spec, int at, int size) {
    if (spec.startsWith("-")) {
      return at >= size - Integer.parseInt(spec.substring(1));
    }
    var ends = spec.split("-", -1);
    return at >= Integer.parseInt(ends[0])
        && (ends[1].isEmpty() || at <= Integer.parseInt(ends[1]));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "bytes=5-2",
        "bytes=a-b",
        "bytes=1",
        "bytes=--1",
        "lines=0-1",
        "bytes=99999999999999999999-",
        "bytes=-1-2",
        "bytes=0x1-2",
        "bytes=١-٢"
      })
  void a_faulty_range_is_refused(String header) {
    assertThat(ByteRanges.parse(header, 10)).isEqualTo(new Unsatisfiable("invalid range"));
  }

  @Test
  void no_header_is_the_whole_file() {
    assertThat(ByteRanges.parse("", 10)).isEqualTo(new Whole());
  }

  @Test
  void thousands_of_parts_are_answered_with_the_whole_file() {
    var many =
        IntStream.range(0, 2_000)
            .mapToObj(at -> at * 2 + "-" + at * 2)
            .collect(Collectors.joining(","));
    assertThat(ByteRanges.parse("bytes=" + many, 10_000)).isEqualTo(new Whole());
  }

  @ParameterizedTest
  @CsvSource({"0,1,bytes 0-0/10", "7,3,bytes 7-9/10"})
  void a_part_says_where_it_is(long from, long length, String expected) {
    assertThat(new Part(from, length).contentRange(10)).isEqualTo(expected);
  }
}
