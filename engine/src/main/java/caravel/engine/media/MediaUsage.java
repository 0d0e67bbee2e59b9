package caravel.engine.media;

/// The number and the bytes of files of a relay or of a member.
public record MediaUsage(long files, long bytes) {
  static final MediaUsage NONE = new MediaUsage(0, 0);
}
