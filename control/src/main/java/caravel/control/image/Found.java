package caravel.control.image;

import caravel.control.http.Problem;

/// What is at the address of a picture.
sealed interface Found {
  @SuppressWarnings("ArrayRecordComponent") // Never compared or copied.
  record Picture(Raster kind, byte[] bytes) implements Found {}

  /// None that could be shown, for some time.
  record None(Problem problem) implements Found {}

  /// Nobody looked.
  record Unknown(Problem problem) implements Found {}
}
