package caravel.control.billing.core;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;

/// Everything a tenant's bill is made from, and nothing else.
///
/// @param start from which the replay goes on
/// @param changes after the checkpoint, in the order of their sequence, none before the one before
/// @param halfUpUntil items up to this instant were made when shares were rounded half up, and are
///   not repriced
public record History(
    Checkpoint start, List<Change> changes, Prices prices, Rails rails, Instant halfUpUntil) {
  /// Takes the changes in any order. A time before the previous one's is raised to it.
  public History {
    var ordered = new ArrayList<Change>(changes.size());
    var previous = start.until();
    for (var change :
        changes.stream().sorted(Comparator.comparingLong(Change::sequence)).toList()) {
      if (!ordered.isEmpty() && ordered.getLast().sequence() == change.sequence()) {
        throw new IllegalArgumentException("two activities have the number " + change.sequence());
      }
      var raised = change.at().isBefore(previous) ? change.at(previous) : change;
      previous = raised.at();
      ordered.add(raised);
    }
    changes = List.copyOf(ordered);
  }

  /// A whole history, all of it rounded as it is today.
  public History(List<Change> changes, Prices prices, Rails rails) {
    this(Checkpoint.START, changes, prices, rails, Instant.MIN);
  }

  /// What this history comes to up to an instant, whatever happens exactly then included.
  public Ledger upTo(Instant until) {
    return Replay.of(this, until);
  }

  /// The lines that a change would make, by the same replay that makes the bill: a credit for what
  /// runs, a charge for what is to run, or none.
  public Quote quote(String relayId, Terms after, Instant now) {
    var number = (changes.isEmpty() ? start.sequence() : changes.getLast().sequence()) + 1;
    var asked = new Change(Quote.ACTIVITY, number, now, relayId, after);
    var with = new ArrayList<>(changes);
    with.add(asked);
    var quoted = new History(start, with, prices, rails, halfUpUntil);
    var at = quoted.changes.getLast().at();
    var without = new HashSet<>(upTo(at).items());
    var items = quoted.upTo(at).items();
    return new Quote(at, items.stream().filter(item -> !without.contains(item)).toList());
  }
}
