/// The members of relays in pages: ranges of keys, and the search by name.
@NullMarked
package caravel.control.hosting.members;

import org.jspecify.annotations.NullMarked;
