package caravel.engine.policy;

/// The decision about a published event.
public sealed interface Admission {
  record Refused(Verdict.Refused why) implements Admission {}

  /// The relay stores the event and delivers it.
  record Stored() implements Admission {}

  /// The relay delivers the event and does not store it.
  record Ephemeral() implements Admission {}

  /// The author asks to become a member.
  record Joining() implements Admission {}

  /// The author asks to leave.
  record Leaving() implements Admission {}

  /// The event asks for the deletion of other events ([Deletion]).
  record Deleting() implements Admission {}
}
