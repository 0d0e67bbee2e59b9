package caravel.control.domain;

import caravel.control.relay.RelayId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// The verification of one relay's custom domain: a row of `custom_domains`.
///
/// @param name the domain, in lower case
/// @param token value of the TXT record that proves the ownership
/// @param detail what is missing, as sentences for the owner; `""` = nothing
record DomainVerification(
    RelayId relay, String name, String token, DomainState state, String detail, Times times) {

  /// @param requestedAt when the owner entered the domain or asked for a check
  /// @param stateSince when the state began
  /// @param checkedAt null = never checked
  /// @param wrongSince when the records of a verified domain were first seen wrong; null = right
  record Times(
      Instant requestedAt,
      Instant stateSince,
      @Nullable Instant checkedAt,
      Instant nextCheckAt,
      @Nullable Instant wrongSince) {}

  static DomainVerification begin(RelayId relay, String name, String token, Instant at) {
    var times = new Times(at, at, null, at, null);
    return new DomainVerification(relay, name, token, DomainState.WAITING, "", times);
  }

  /// Due now, because the owner asks for a check.
  DomainVerification requested(Instant at) {
    var next = new Times(at, times.stateSince(), times.checkedAt(), at, times.wrongSince());
    return new DomainVerification(relay, name, token, state, detail, next);
  }

  /// Due later, because a check failed inside the platform.
  DomainVerification postponed(Instant until) {
    var next =
        new Times(
            times.requestedAt(), times.stateSince(), times.checkedAt(), until, times.wrongSince());
    return new DomainVerification(relay, name, token, state, detail, next);
  }

  boolean isVerified() {
    return state != DomainState.WAITING;
  }

  String txtName() {
    return "_caravel." + name;
  }

  String txtValue() {
    return "caravel-domain=" + token;
  }
}
