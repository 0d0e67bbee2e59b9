/// The uploaded files of relays: their usage, pages of them, and their deletion.
@NullMarked
package caravel.control.hosting.files;

import org.jspecify.annotations.NullMarked;
