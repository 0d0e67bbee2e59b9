package caravel.control.admin;

import java.util.Locale;

/// A figure of the platform that `/admin` shows over time.
public enum PlatformFigure {
  /// Relays that are online as desired.
  RELAYS_ONLINE(Unit.COUNT, Fold.SMALLEST),
  /// Relays that are not in their desired state.
  RELAYS_DRIFTED(Unit.COUNT, Fold.LARGEST),
  /// Requests to the API since the sample before.
  API_REQUESTS(Unit.COUNT, Fold.SUM),
  /// Requests to the API since the sample before that failed with 5xx.
  API_ERRORS(Unit.COUNT, Fold.SUM),
  /// Time within which 99 % of the events got their OK.
  OK_P99(Unit.MICROSECONDS, Fold.LARGEST),
  /// Time within which 99 % of the queries got their EOSE.
  REQ_P99(Unit.MICROSECONDS, Fold.LARGEST),
  /// Open WebSockets.
  SOCKETS(Unit.COUNT, Fold.LARGEST),
  /// Size of all event files.
  STORED_BYTES(Unit.BYTES, Fold.LARGEST),
  /// Open invoices.
  OPEN_INVOICES(Unit.COUNT, Fold.LARGEST),
  /// Payments of the last 30 days, net of refunds.
  REVENUE(Unit.MONEY, Fold.LARGEST),
  /// Workers that have not ended a round for too long.
  WORKERS_OVERDUE(Unit.COUNT, Fold.LARGEST);

  private final Unit unit;
  private final Fold fold;

  PlatformFigure(Unit unit, Fold fold) {
    this.unit = unit;
    this.fold = fold;
  }

  /// The unit of a value. Money is in the minor unit of the plans' currency.
  enum Unit {
    COUNT,
    MICROSECONDS,
    BYTES,
    MONEY
  }

  /// How several samples become one: an hour shows its worst sample, or the sum of a count.
  enum Fold {
    SUM,
    LARGEST,
    SMALLEST
  }

  /// Its name in JSON and in the database.
  String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  Unit unit() {
    return unit;
  }

  Fold fold() {
    return fold;
  }
}
