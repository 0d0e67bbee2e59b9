package caravel.engine.http;

/// A request for files that is refused.
final class FileRequestException extends Exception {
  private static final long serialVersionUID = 1;

  private final int status;

  /// @param reason for the header `X-Reason`
  FileRequestException(int status, String reason) {
    super(reason, null, false, false);
    this.status = status;
  }

  int status() {
    return status;
  }

  String reason() {
    return String.valueOf(getMessage());
  }
}
