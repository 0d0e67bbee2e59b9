package caravel.control.billing;

import caravel.nostr.PublicKey;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// An invoice of an earlier platform. It is history: it cannot be paid here and is never debt.
///
/// @param id as there
/// @param cents its amount in US cents
/// @param lines may be empty
public record ImportedInvoice(
    String id, PublicKey tenant, long cents, Period period, Life life, List<Line> lines) {
  public ImportedInvoice {
    lines = List.copyOf(lines);
  }

  /// The time that it is for.
  public record Period(Instant start, Instant end) {}

  /// Its status at the earlier platform.
  ///
  /// @param method `nwc`, `stripe` or `oob`; null = not paid, or unknown
  public record Life(
      Instant createdAt,
      @Nullable Instant paidAt,
      @Nullable Instant voidedAt,
      @Nullable String method) {
    /// `open`, `paid` or `void`.
    public String status() {
      return voidedAt != null ? "void" : paidAt != null ? "paid" : "open";
    }
  }

  public record Line(String relayId, String planId, long cents, String description) {}
}
