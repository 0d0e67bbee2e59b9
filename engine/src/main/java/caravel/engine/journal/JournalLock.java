package caravel.engine.journal;

import caravel.engine.store.EventStore.StoreException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Lock file that keeps a second process away from the folder of the journal. The operating system
/// releases it when the process ends in any way.
final class JournalLock implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(JournalLock.class);
  private static final String NAME = "lock";

  private final FileChannel channel;

  private JournalLock(FileChannel channel) {
    this.channel = channel;
  }

  /// @throws StoreException when another process, or another journal of this one, has the folder
  static JournalLock of(Path folder) throws IOException {
    var channel =
        FileChannel.open(folder.resolve(NAME), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    if (isLocked(channel)) {
      return new JournalLock(channel);
    }
    channel.close();
    throw new StoreException("the journal in " + folder + " is in use by another running program");
  }

  private static boolean isLocked(FileChannel channel) throws IOException {
    try {
      return channel.tryLock() != null;
    } catch (OverlappingFileLockException ourselves) {
      return false;
    }
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException failed) {
      LOG.warn("the lock of the journal cannot be given back", failed);
    }
  }
}
