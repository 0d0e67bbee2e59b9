/// The page of an invite, which both planes serve: a pure function from a relay's public data to
/// HTML.
@NullMarked
package caravel.invite;

import org.jspecify.annotations.NullMarked;
