/// The mirror of relays on a zooid: reads them with their own keys, and keeps what it reads in the
/// backup.
@NullMarked
package caravel.control.hosting.mirror;

import org.jspecify.annotations.NullMarked;
