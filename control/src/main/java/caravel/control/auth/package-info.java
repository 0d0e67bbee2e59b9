/// Authentication: the two forms of `Authorization: Nostr …`.
@NullMarked
package caravel.control.auth;

import org.jspecify.annotations.NullMarked;
