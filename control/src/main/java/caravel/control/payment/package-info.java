/// The rails that money would move on. None is built in this version, and the routes say so.
@NullMarked
package caravel.control.payment;

import org.jspecify.annotations.NullMarked;
