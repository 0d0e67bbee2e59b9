/// The storage, traffic and calls of relays: samples over time, and the figures of now.
@NullMarked
package caravel.control.hosting.usage;

import org.jspecify.annotations.NullMarked;
