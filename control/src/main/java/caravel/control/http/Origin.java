package caravel.control.http;

/// The source of a request.
///
/// @param address of the client, as [ClientAddress] counts it; `""` for `/healthz` and `/readyz`
/// @param requestId as in the response and the log
record Origin(String address, String requestId) {}
