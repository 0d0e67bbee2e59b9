package caravel.engine.media;

import caravel.engine.media.MediaEntry.Ownership;
import caravel.nostr.PublicKey;
import caravel.nostr.Sha256;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.List;

/// A file that is arriving. Its bytes go to a temporary file, and nothing of it is visible before
/// [#finish]. Closing gives the reserved space back.
///
/// Not safe for use by several threads.
public final class MediaUpload implements AutoCloseable {
  private final MediaStore store;
  private final PublicKey owner;
  private final long reserved;
  private final Path file;
  private final FileChannel channel;
  private final MessageDigest digest = Sha256.start();
  private final byte[] head = new byte[MediaTypes.SNIFFED_BYTES];
  private String claimedType = "";
  private long size;
  private boolean released;

  /// @param reserved most bytes, which count against the limits until the end of the upload
  MediaUpload(MediaStore store, PublicKey owner, long reserved, Path file) throws IOException {
    this.store = store;
    this.owner = owner;
    this.reserved = reserved;
    this.file = file;
    this.channel = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
  }

  /// Appends bytes.
  ///
  /// @throws IOException also when they are more than were reserved
  public void write(byte[] bytes, int length) throws IOException {
    if (size + length > reserved) {
      throw new IOException("more bytes arrive than were announced");
    }
    if (size < head.length) {
      System.arraycopy(bytes, 0, head, (int) size, (int) Math.min(length, head.length - size));
    }
    digest.update(bytes, 0, length);
    var buffer = ByteBuffer.wrap(bytes, 0, length);
    while (buffer.hasRemaining()) {
      channel.write(buffer);
    }
    size += length;
  }

  /// @param type the `Content-Type` of the upload; empty = none
  public void claimType(String type) {
    claimedType = type;
  }

  /// Bytes so far.
  public long size() {
    return size;
  }

  /// Returns the hash of all bytes. No byte can be appended afterwards.
  public BlobHash hash() {
    return BlobHash.of(digest.digest());
  }

  /// Stores the file durably and makes it visible.
  ///
  /// @param hash as [#hash] returned it
  /// @param now unix seconds
  /// @return the file; as it was first uploaded if the relay had it before
  /// @throws IOException when it is not stored; the upload can be repeated
  public MediaFile finish(BlobHash hash, long now) throws IOException {
    return finish(hash, now, List.of(new Ownership(owner, now)));
  }

  /// Like [#finish(BlobHash, long)], with these owners.
  ///
  /// @param uploaded unix seconds
  public MediaFile finish(BlobHash hash, long uploaded, List<Ownership> owners) throws IOException {
    channel.close();
    var type =
        MediaTypes.sniff(Arrays.copyOf(head, (int) Math.min(size, head.length)), claimedType);
    var stored = store.add(new MediaEntry(new MediaFile(hash, size, type, uploaded), owners), file);
    // Before the answer: the next upload would otherwise count these bytes twice.
    release();
    return stored;
  }

  @Override
  public void close() throws IOException {
    try {
      channel.close();
      Files.deleteIfExists(file);
    } finally {
      release();
    }
  }

  private void release() {
    if (!released) {
      released = true;
      store.release(owner, reserved);
    }
  }
}
