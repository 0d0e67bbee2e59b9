package caravel.control.http;

/// Where a request came from.
///
/// @param address of the client, as [ClientAddress] counts it; `""` for `/healthz` and `/readyz`
/// @param requestId as the answer and the log name it
record Origin(String address, String requestId) {}
