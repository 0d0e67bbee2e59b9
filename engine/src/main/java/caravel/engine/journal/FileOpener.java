package caravel.engine.journal;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.OpenOption;
import java.nio.file.Path;

/// Opens the segments for writing. Tests open files that fail, or that count what is done to them.
interface FileOpener {
  FileChannel open(Path file, OpenOption... options) throws IOException;
}
