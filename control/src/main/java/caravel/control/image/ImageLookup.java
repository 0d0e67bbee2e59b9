package caravel.control.image;

import caravel.control.problem.Problem;

/// The result of loading a picture from its address.
sealed interface ImageLookup {
  @SuppressWarnings("ArrayRecordComponent") // Never compared or copied.
  record Picture(Raster kind, byte[] bytes) implements ImageLookup {}

  /// The address has no picture. Remembered for some time.
  record None(Problem problem) implements ImageLookup {}

  /// The address was not loaded.
  record Unknown(Problem problem) implements ImageLookup {}
}
