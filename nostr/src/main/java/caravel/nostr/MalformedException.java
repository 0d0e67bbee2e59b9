package caravel.nostr;

import org.jspecify.annotations.Nullable;

/// Untrusted input without the required form. The message may be sent back to the sender.
public final class MalformedException extends RuntimeException {
  private static final long serialVersionUID = 1;

  public MalformedException(@Nullable String message) {
    super(message);
  }

  public MalformedException(@Nullable String message, Throwable cause) {
    super(message, cause);
  }
}
