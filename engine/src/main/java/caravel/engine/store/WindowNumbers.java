package caravel.engine.store;

/// The numbers of all windows, for metrics.
///
/// @param bytes that they hold, estimated
/// @param queries since the start
/// @param answers of these, queries that were answered from memory
public record WindowNumbers(long bytes, long queries, long answers) {}
