package caravel.backup;

import org.jspecify.annotations.Nullable;

/// A backup cannot be written or read. The message is one sentence for the operator.
public final class BackupException extends Exception {
  private static final long serialVersionUID = 1;

  /// The cause, as far as the program treats causes differently.
  public enum Kind {
    /// The folder is missing, or the bucket does not answer. A later attempt may succeed.
    UNREACHABLE,

    /// The target answered and refused the operation.
    REFUSED,

    /// The target is full.
    NO_SPACE,

    /// The access key or its secret is wrong or missing.
    CREDENTIALS,

    NO_BUCKET,

    /// The clock of this machine differs from that of the target.
    CLOCK,

    /// The object is encrypted with a key that is not in `ENCRYPTION_SECRET`.
    WRONG_KEY,

    /// The object is incomplete, was changed, or is not of a backup.
    DAMAGED,

    /// An object was listed and is gone: packed or outdated meanwhile.
    MISSING,

    /// Another process is the owner of the backup now.
    TAKEN_OVER,

    /// The disk of this machine cannot be read or written.
    LOCAL_DISK
  }

  private final Kind kind;

  public BackupException(Kind kind, String message, @Nullable Throwable cause) {
    super(message, cause);
    this.kind = kind;
  }

  public BackupException(Kind kind, String message) {
    this(kind, message, null);
  }

  public Kind kind() {
    return kind;
  }
}
