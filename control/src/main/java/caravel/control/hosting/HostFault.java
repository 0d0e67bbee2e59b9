package caravel.control.hosting;

import java.time.Instant;

/// A fault of a whole relay host, reported once instead of for each of its relays.
///
/// @param domain the parent domain of the host's relays
/// @param fault one sentence for the operator
public record HostFault(String domain, String fault, Instant since) {}
