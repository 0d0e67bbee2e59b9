package caravel.control.auth;

import caravel.control.db.Db;
import java.time.InstantSource;

/// Verifies `Authorization: Nostr …`, in both its forms, by one path.
public final class Authenticator {
  private final AuthSettings settings;
  private final Db db;
  private final InstantSource clock;

  public Authenticator(AuthSettings settings, Db db, InstantSource clock) {
    this.settings = settings;
    this.db = db;
    this.clock = clock;
  }

  @SuppressWarnings("DoNotCallSuggester")
  public SignIn check(Attempt attempt) {
    throw new UnsupportedOperationException(settings + " " + db.hashCode() + clock + attempt);
  }

  /// Ends a session before its time; remembered until it would have ended by itself.
  @SuppressWarnings("DoNotCallSuggester")
  public void end(SignIn.Token token) {
    throw new UnsupportedOperationException(token.eventId());
  }
}
