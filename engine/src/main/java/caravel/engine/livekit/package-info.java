/// Access to a LiveKit server, which carries the calls in rooms: its tokens and its API.
@NullMarked
package caravel.engine.livekit;

import org.jspecify.annotations.NullMarked;
