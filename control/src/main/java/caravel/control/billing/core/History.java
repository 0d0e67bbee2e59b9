package caravel.control.billing.core;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Everything that determines a tenant's items.
///
/// @param start the checkpoint from which the replay starts
/// @param changes after the checkpoint, ordered by sequence, with times that never decrease
/// @param halfUpUntil items up to this instant were made when shares were rounded half up, and are
///   not repriced
public record History(
    Checkpoint start, List<Change> changes, Prices prices, Rails rails, Instant halfUpUntil) {
  /// Accepts the changes in any order. A time before that of the previous change is raised to it.
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

  /// A whole history without a checkpoint, rounded by the present rule.
  public History(List<Change> changes, Prices prices, Rails rails) {
    this(Checkpoint.START, changes, prices, rails, Instant.MIN);
  }

  /// Replays the history up to an instant, inclusive.
  public Ledger upTo(Instant until) {
    return Replay.of(this, until);
  }

  /// The history as it would be if several relays changed at one instant.
  ///
  /// @param after the terms after the change, by the id of the relay
  public History with(Map<String, Terms> after, Instant at) {
    var number = changes.isEmpty() ? start.sequence() : changes.getLast().sequence();
    var all = new ArrayList<>(changes);
    for (var change : after.entrySet()) {
      number++;
      var id = Quote.ACTIVITY + number;
      all.add(new Change(id, number, at, change.getKey(), change.getValue()));
    }
    return new History(start, all, prices, rails, halfUpUntil);
  }

  /// The lines that a change would make, by the same replay that makes the invoices. They are a
  /// credit for the running charge, a new charge, both or none.
  public Quote quote(String relayId, Terms after, Instant now) {
    return quote(relayId, after, null, now);
  }

  /// The lines of a relay that comes from another tenant.
  ///
  /// @param prepaid the time that was paid for at an earlier platform; null = none
  public Quote quote(String relayId, Terms after, @Nullable PrepaidTime prepaid, Instant now) {
    var number = (changes.isEmpty() ? start.sequence() : changes.getLast().sequence()) + 1;
    var asked = new Change(Quote.ACTIVITY, number, now, relayId, after, prepaid);
    var with = new ArrayList<>(changes);
    with.add(asked);
    var quoted = new History(start, with, prices, rails, halfUpUntil);
    var at = quoted.changes.getLast().at();
    var without = new HashSet<>(upTo(at).items());
    var items = quoted.upTo(at).items();
    return new Quote(at, items.stream().filter(item -> !without.contains(item)).toList());
  }
}
