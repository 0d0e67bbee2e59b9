/// The report desk: reports about relays and messages to the operator, and decisions about them.
@NullMarked
package caravel.control.admin.abuse;

import org.jspecify.annotations.NullMarked;
