package caravel.control.auth;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// The parts of a request that its token must match.
///
/// @param authorization the header's value, or null
/// @param method upper case
/// @param pathAndQuery as the client wrote them
/// @param body read only when the token contains its hash
public record AuthRequest(
    @Nullable String authorization, String method, String pathAndQuery, Supplier<byte[]> body) {}
