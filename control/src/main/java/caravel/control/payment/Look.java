package caravel.control.payment;

/// The receiving side's answer about an attempt.
enum Look {
  /// The money is there, and was reported.
  PAID,
  /// It was not paid and never will be.
  ENDED,
  /// It was not paid and may still be.
  OPEN,
  /// It was not paid. It ends just now, or has ended and money on its way may still come.
  ENDING,
  /// A payment is under way whose outcome is not known.
  UNKNOWN,
  /// The receiving side did not answer.
  SILENT
}
