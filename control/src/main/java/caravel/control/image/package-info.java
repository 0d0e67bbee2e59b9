/// Pictures of strangers, passed on so that no browser of ours asks a stranger's server.
@NullMarked
package caravel.control.image;

import org.jspecify.annotations.NullMarked;
