/// Answers the questions of a TLS proxy in front of the platform: where a request for a public name
/// goes, and whether the name may have a certificate.
@NullMarked
package caravel.control.edge;

import org.jspecify.annotations.NullMarked;
