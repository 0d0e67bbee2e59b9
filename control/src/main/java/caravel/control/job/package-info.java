/// Work that nobody waits for: loops, back-off, and the bound on what runs at once.
@NullMarked
package caravel.control.job;

import org.jspecify.annotations.NullMarked;
