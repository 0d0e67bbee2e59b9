/// The activity history of each tenant, and the stream of server-sent events.
@NullMarked
package caravel.control.activity;

import org.jspecify.annotations.NullMarked;
