package caravel.engine.policy;

/// What is to become of an event that somebody published.
public sealed interface Admission {
  record Refused(Verdict.Refused why) implements Admission {}

  /// Save it and deliver it.
  record Stored() implements Admission {}

  /// Deliver it, do not keep it.
  record Ephemeral() implements Admission {}

  /// Its author wants to become a member.
  record Joining() implements Admission {}

  /// Its author wants to be a member no longer.
  record Leaving() implements Admission {}

  /// It asks for the deletion of others ([Deletion]).
  record Deleting() implements Admission {}
}
