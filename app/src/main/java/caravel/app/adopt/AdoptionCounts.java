package caravel.app.adopt;

/// Numbers after an adoption or its dry run.
///
/// @param adopted now; in a dry run those that would be adopted
/// @param known adopted before
/// @param faulty that cannot be adopted
public record AdoptionCounts(int adopted, int known, int faulty) {
  /// @param what for instance `relays`
  public String sentence(String what, boolean isCommitted) {
    return "%d %s %s, %d were adopted before, %d have faults."
        .formatted(adopted, what, isCommitted ? "are adopted" : "would be adopted", known, faulty);
  }
}
