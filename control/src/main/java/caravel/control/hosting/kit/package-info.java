/// The file format of exit kits: a zip file with a signed list of its files.
@NullMarked
package caravel.control.hosting.kit;

import org.jspecify.annotations.NullMarked;
