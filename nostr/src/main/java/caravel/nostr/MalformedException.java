package caravel.nostr;

import org.jspecify.annotations.Nullable;

/// Input from a stranger that does not have the form it must have. The text is fit to be sent back.
public final class MalformedException extends RuntimeException {
  private static final long serialVersionUID = 1;

  public MalformedException(@Nullable String message) {
    super(message);
  }

  public MalformedException(@Nullable String message, Throwable cause) {
    super(message, cause);
  }
}
