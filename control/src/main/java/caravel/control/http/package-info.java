/// The HTTP layer: routes, access control, requests and responses.
@NullMarked
package caravel.control.http;

import org.jspecify.annotations.NullMarked;
