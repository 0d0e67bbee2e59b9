package caravel.control.payment;

/// The receiving side's answer about an attempt.
enum Look {
  /// The money arrived and was reported.
  PAID,
  /// It was not paid and never will be.
  ENDED,
  /// It was not paid and may still be.
  OPEN,
  /// It was not paid. It is just expiring, or expired while a payment may still arrive.
  ENDING,
  /// A payment is under way, and its outcome is unknown.
  UNKNOWN,
  /// The receiving side did not answer.
  SILENT
}
