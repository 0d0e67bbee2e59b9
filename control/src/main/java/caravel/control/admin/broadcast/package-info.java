/// Notices of the operator to many tenants.
@NullMarked
package caravel.control.admin.broadcast;

import org.jspecify.annotations.NullMarked;
