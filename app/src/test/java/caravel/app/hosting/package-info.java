/// Keeps relays on their hosts in the desired state: compares, and repairs differences.
@NullMarked
package caravel.app.hosting;

import org.jspecify.annotations.NullMarked;
