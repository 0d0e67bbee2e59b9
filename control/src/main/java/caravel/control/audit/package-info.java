/// The audit log: acts of operators, their tenants and their reasons.
@NullMarked
package caravel.control.audit;

import org.jspecify.annotations.NullMarked;
