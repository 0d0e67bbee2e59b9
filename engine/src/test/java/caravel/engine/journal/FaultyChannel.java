package caravel.engine.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;

/// A real file whose writes can fail. Only the methods that the journal uses on a segment work.
final class FaultyChannel extends FileChannel {
  private final FileChannel file;
  private final FaultyFiles faults;

  /// The first force ends the making of a segment; later ones make groups durable.
  private boolean isMade;

  private long size;

  FaultyChannel(FileChannel file, FaultyFiles faults) {
    this.file = file;
    this.faults = faults;
  }

  @Override
  public int write(ByteBuffer bytes, long position) throws IOException {
    long grown = Math.max(0, position + bytes.remaining() - size);
    faults.takeSpace(grown);
    if (isMade) {
      faults.noteWrite(this);
    }
    size += grown;
    return file.write(bytes, position);
  }

  @Override
  public void force(boolean metaData) throws IOException {
    if (isMade) {
      faults.noteForce(this);
    }
    isMade = true;
    file.force(metaData);
  }

  @Override
  protected void implCloseChannel() throws IOException {
    file.close();
  }

  @Override
  public int read(ByteBuffer bytes) {
    throw new UnsupportedOperationException();
  }

  @Override
  public long read(ByteBuffer[] bytes, int offset, int length) {
    throw new UnsupportedOperationException();
  }

  @Override
  public int write(ByteBuffer bytes) {
    throw new UnsupportedOperationException();
  }

  @Override
  public long write(ByteBuffer[] bytes, int offset, int length) {
    throw new UnsupportedOperationException();
  }

  @Override
  public long position() {
    throw new UnsupportedOperationException();
  }

  @Override
  public FileChannel position(long position) {
    throw new UnsupportedOperationException();
  }

  @Override
  public long size() {
    throw new UnsupportedOperationException();
  }

  @Override
  public FileChannel truncate(long size) {
    throw new UnsupportedOperationException();
  }

  @Override
  public long transferTo(long position, long count, WritableByteChannel target) {
    throw new UnsupportedOperationException();
  }

  @Override
  public long transferFrom(ReadableByteChannel source, long position, long count) {
    throw new UnsupportedOperationException();
  }

  @Override
  public int read(ByteBuffer bytes, long position) {
    throw new UnsupportedOperationException();
  }

  @Override
  public MappedByteBuffer map(MapMode mode, long position, long size) {
    throw new UnsupportedOperationException();
  }

  @Override
  public FileLock lock(long position, long size, boolean shared) {
    throw new UnsupportedOperationException();
  }

  @Override
  public FileLock tryLock(long position, long size, boolean shared) {
    throw new UnsupportedOperationException();
  }
}
