package caravel.control.billing.core;

import caravel.control.billing.core.Item.Charge;
import caravel.control.billing.core.Item.Subject;
import caravel.control.billing.core.Ledger.Anchoring;
import caravel.control.money.Money;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/// The state of a replay after a change. A replay from here makes the same items as a replay from
/// the first change.
///
/// @param sequence of the last change included; 0 = none
/// @param until the instant up to which changes were replayed, inclusive
/// @param railed whether the first way to pay had been reached
/// @param resumable whether a tenant who returns in the second in which the anchor ended keeps it
/// @param relays by relay: the terms of those that are online
/// @param live by relay: the running charge
/// @param reserved by relay: the charge that must be paid before it starts
/// @param returned the credits of the last second
/// @param prepaid by relay: the time that was paid for at an earlier platform and is not over
public record Checkpoint(
    long sequence,
    Instant until,
    boolean railed,
    boolean resumable,
    Anchoring anchoring,
    Map<String, Terms> relays,
    Map<String, Charge> live,
    Map<String, Charge> reserved,
    List<Returned> returned,
    Map<String, PrepaidTime> prepaid) {
  /// The state before the first change.
  public static final Checkpoint START =
      new Checkpoint(
          0,
          Instant.EPOCH,
          false,
          false,
          new Anchoring.None(),
          Map.of(),
          Map.of(),
          Map.of(),
          List.of(),
          Map.of());

  public Checkpoint {
    relays = Map.copyOf(relays);
    live = Map.copyOf(live);
    reserved = Map.copyOf(reserved);
    returned = List.copyOf(returned);
    prepaid = Map.copyOf(prepaid);
  }

  /// A credit that a relay can be charged again within the same second.
  ///
  /// @param subject of the charge that ended
  /// @param end of the time that the charge covered
  public record Returned(Subject subject, Instant at, Money rest, Instant end) {}

  /// Whether a replay can go on from here. A first way to pay within the time already replayed
  /// changes the items after it.
  public boolean isValidFor(Rails rails) {
    return railed
        || sequence == 0
        || !(rails instanceof Rails.Since(var first))
        || first.isAfter(until);
  }
}
