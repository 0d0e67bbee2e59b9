/// The rails that money moves on: what billing asks of them. The adapters are leaves that only the
/// wiring names.
@NullMarked
package caravel.control.payment;

import org.jspecify.annotations.NullMarked;
