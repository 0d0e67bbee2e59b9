package caravel.control.auth;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// A request, as far as its token speaks of it.
///
/// @param authorization the header's value, or null
/// @param method upper case
/// @param pathAndQuery as the client wrote them
/// @param body read only when the token names its hash
public record AuthRequest(
    @Nullable String authorization, String method, String pathAndQuery, Supplier<byte[]> body) {}
