package caravel.control.image;

import caravel.control.http.Problem;

/// What is at the address of a picture.
sealed interface ImageLookup {
  @SuppressWarnings("ArrayRecordComponent") // Never compared or copied.
  record Picture(Raster kind, byte[] bytes) implements ImageLookup {}

  /// None that could be shown, for some time.
  record None(Problem problem) implements ImageLookup {}

  /// Nobody looked.
  record Unknown(Problem problem) implements ImageLookup {}
}
