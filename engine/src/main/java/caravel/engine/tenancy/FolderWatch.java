package caravel.engine.tenancy;

import caravel.engine.failure.FailureHandler;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.ClosedWatchServiceException;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Reports which files of a folder were created, changed or removed. A regular scan of the whole
/// folder finds changes whose events were lost.
final class FolderWatch implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(FolderWatch.class);

  private final WatchService watches;
  private final Thread thread;

  /// @param changed receives one file name
  /// @param lookThrough called when nothing happened for `quiet`, or when events were lost
  FolderWatch(
      Path folder,
      Duration quiet,
      Consumer<String> changed,
      Runnable lookThrough,
      FailureHandler failures) {
    try {
      watches = folder.getFileSystem().newWatchService();
      folder.register(
          watches,
          StandardWatchEventKinds.ENTRY_CREATE,
          StandardWatchEventKinds.ENTRY_MODIFY,
          StandardWatchEventKinds.ENTRY_DELETE);
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
    thread =
        Thread.ofPlatform()
            .daemon()
            .name("config-watch")
            .start(() -> watch(quiet, changed, lookThrough, failures));
  }

  private void watch(
      Duration quiet, Consumer<String> changed, Runnable lookThrough, FailureHandler failures) {
    while (true) {
      try {
        var key = watches.poll(quiet.toMillis(), TimeUnit.MILLISECONDS);
        if (key == null || !tell(key, changed)) {
          lookThrough.run();
        }
      } catch (InterruptedException | ClosedWatchServiceException _) {
        return;
      } catch (Throwable failed) {
        failures.handle("the watch of the config folder", failed);
      }
    }
  }

  /// Returns false when events were lost.
  private static boolean tell(WatchKey key, Consumer<String> changed) {
    var names = new LinkedHashSet<String>();
    var complete = true;
    for (var event : key.pollEvents()) {
      if (event.context() instanceof Path name) {
        names.add(name.toString());
      } else {
        complete = false;
      }
    }
    // Reset before the files are read, so that later changes are reported again.
    key.reset();
    names.forEach(changed);
    return complete;
  }

  @Override
  public void close() {
    try {
      watches.close();
    } catch (IOException failed) {
      LOG.warn("the watch of the config folder could not be closed", failed);
    }
    thread.interrupt();
  }
}
