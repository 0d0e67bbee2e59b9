package caravel.engine.store;

/// The number of a relay's stored events, and the bytes that they take up in its file.
public record EventTotals(long events, long bytes) {}
