package caravel.control.billing.core;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;

/// Everything a tenant's bill is made from, and nothing else.
///
/// @param changes in the order of their sequence, none before the one before it
public record History(List<Change> changes, Prices prices, Rails rails) {
  /// Takes the changes in any order. A time before the previous one's is raised to it.
  public History {
    var ordered = new ArrayList<Change>(changes.size());
    var previous = Instant.MIN;
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

  /// What this history comes to up to an instant, whatever happens exactly then included.
  public Ledger upTo(Instant until) {
    return Replay.of(this, until);
  }

  /// The lines that a change would make, by the same replay that makes the bill: a credit for what
  /// runs, a charge for what is to run, or none.
  public Quote quote(String relayId, Terms after, Instant now) {
    var number = changes.isEmpty() ? 1 : changes.getLast().sequence() + 1;
    var asked = new Change(Quote.ACTIVITY, number, now, relayId, after);
    var with = new ArrayList<>(changes);
    with.add(asked);
    var quoted = new History(with, prices, rails);
    var at = quoted.changes.getLast().at();
    var without = new HashSet<>(upTo(at).items());
    var items = quoted.upTo(at).items();
    return new Quote(at, items.stream().filter(item -> !without.contains(item)).toList());
  }
}
