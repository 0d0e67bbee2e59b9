package caravel.engine.policy;

/// Whether somebody may do something, with the words he is told when not.
public sealed interface Verdict {
  String AUTH_REQUIRED = "auth-required: authentication is required for access";

  record Allowed() implements Verdict {}

  /// @param text as it goes into OK or CLOSED: a word, a colon, a sentence
  record Refused(String text) implements Verdict {
    /// The challenge is sent again before this refusal.
    public boolean asksToAuthenticate() {
      return text.startsWith("auth-required:");
    }
  }
}
