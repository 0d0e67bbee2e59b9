package caravel.engine.session;

import caravel.engine.policy.Rules.Verdict;
import java.util.function.BiConsumer;

/// The checks before the answer to a query of one socket: its name, its rate and the right to read.
///
/// @param limiter of the socket
record QueryAccess(LiveRelay relay, Session session, QueryRateLimiter limiter) {
  /// Waits until the socket may query again, and asks for authentication where that may help.
  ///
  /// @param name of the query
  /// @param refuse receives the name and the reason of a refusal
  /// @return false = it was refused
  boolean isGranted(String name, BiConsumer<String, String> refuse) {
    if (name.length() > Reading.SUBSCRIPTION_ID_CHARACTERS_MAX) {
      refuse.accept(Echo.of(name), "invalid: this subscription id is too long");
      return false;
    }
    limiter.await(relay::isClosed);
    if (relay.rules().read(session.current()) instanceof Verdict.Refused why) {
      if (why.asksToAuthenticate()) {
        session.challenge();
      }
      refuse.accept(name, why.text());
      return false;
    }
    return true;
  }
}
