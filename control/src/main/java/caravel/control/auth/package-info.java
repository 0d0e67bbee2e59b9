/// Who is calling: the two forms of `Authorization: Nostr …`, verified in one place.
@NullMarked
package caravel.control.auth;

import org.jspecify.annotations.NullMarked;
