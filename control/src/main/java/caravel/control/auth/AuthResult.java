package caravel.control.auth;

/// What became of a token.
public sealed interface AuthResult {
  /// It is good; `session` identifies a session event and when it ends by itself.
  record Accepted(Caller caller, Token token) implements AuthResult {}

  /// It is not; `sentence` is for the person, `why` for the log.
  record Refused(String sentence, String why) implements AuthResult {}

  /// The event that was shown.
  ///
  /// @param fresh the token is for this request alone, or a session of at most
  ///   [Authenticator#FRESH_SECONDS_MAX]
  /// @param expiresAt unix seconds, when it ends by itself
  record Token(String eventId, boolean session, boolean fresh, long expiresAt) {}
}
