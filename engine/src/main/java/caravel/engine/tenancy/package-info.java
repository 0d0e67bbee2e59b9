/// The virtual relays: the configuration folder, hot reload, and the operations of the management
/// API.
@NullMarked
package caravel.engine.tenancy;

import org.jspecify.annotations.NullMarked;
