/// Connections to addresses that users named. Every such connection goes through this package.
@NullMarked
package caravel.outbound;

import org.jspecify.annotations.NullMarked;
