package caravel.app.doctor;

import java.util.List;

/// One question about the outside world.
///
/// @param name one or two words, such as `dns`
public record Check(String name, Questions questions) {
  /// Asks, within its own time limits.
  @FunctionalInterface
  public interface Questions {
    List<Finding> ask() throws Exception;
  }
}
