package caravel.engine.media;

/// A stored file.
///
/// @param size in bytes
/// @param type its media type, from its bytes
/// @param uploaded unix seconds
public record MediaFile(BlobHash hash, long size, String type, long uploaded) {}
