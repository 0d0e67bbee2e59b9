/// What happened, in order, for each tenant: the table, and the stream of server-sent events.
@NullMarked
package caravel.control.activity;

import org.jspecify.annotations.NullMarked;
