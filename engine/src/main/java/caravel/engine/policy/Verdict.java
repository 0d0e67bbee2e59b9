package caravel.engine.policy;

/// A permission decision; a refusal carries the message for the client.
public sealed interface Verdict {
  String AUTH_REQUIRED = "auth-required: authentication is required for access";

  record Allowed() implements Verdict {}

  /// @param text the message of an OK or CLOSED: a prefix, a colon, a sentence
  record Refused(String text) implements Verdict {
    /// Whether the challenge is sent again before this refusal.
    public boolean asksToAuthenticate() {
      return text.startsWith("auth-required:");
    }
  }
}
