package caravel.control.hosting;

import java.net.URI;

/// Where a relay is reached over a WebSocket.
///
/// @param webSocket the address to connect to
/// @param host the Host header that selects the relay
/// @param authUrl the address that the relay expects in a signed event (NIP-42)
public record RelayEndpoint(URI webSocket, String host, String authUrl) {}
