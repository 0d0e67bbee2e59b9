package caravel.backup;

import caravel.backup.BackupException.Kind;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Locale;

/// This machine's file systems: deletion of folders, and sentences about failures.
public final class LocalDisk {
  private LocalDisk() {}

  /// @param path the file or folder that was worked on
  public static BackupException failure(Path path, IOException failed) {
    var message =
        isFull(failed)
            ? "The disk of " + path + " is full."
            : path + " cannot be read or written: " + reason(failed) + ".";
    return new BackupException(Kind.LOCAL_DISK, message, failed);
  }

  /// Deletes a folder with everything in it. It may be missing.
  public static void deleteFolder(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      return;
    }
    try (var files = Files.walk(folder)) {
      for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }

  static boolean isFull(IOException failed) {
    var reason = reason(failed).toLowerCase(Locale.ROOT);
    return reason.contains("no space left") || reason.contains("quota exceeded");
  }

  /// The reason without the path.
  static String reason(IOException failed) {
    var reason =
        switch (failed) {
          case AccessDeniedException _ -> "permission denied";
          case NoSuchFileException _ -> "no such file";
          case FileSystemException system -> system.getReason();
          default -> failed.getMessage();
        };
    return reason == null ? failed.getClass().getSimpleName() : reason;
  }
}
