package caravel.control.auth;

/// The result of checking a token.
public sealed interface AuthResult {
  /// The token is valid.
  record Accepted(Caller caller, Token token) implements AuthResult {}

  /// The token is invalid; `sentence` is for the person, `why` for the log.
  record Refused(String sentence, String why) implements AuthResult {}

  /// A valid token's event.
  ///
  /// @param fresh the token is for this request alone, or a session of at most
  ///   [Authenticator#FRESH_SECONDS_MAX]
  /// @param expiresAt unix seconds
  record Token(String eventId, boolean session, boolean fresh, long expiresAt) {}
}
