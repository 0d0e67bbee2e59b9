@NullMarked
package caravel.control.hosting.moderation;

import org.jspecify.annotations.NullMarked;
