/// The HTTP edge: routes and who may use them, requests read, answers and problems written.
@NullMarked
package caravel.control.http;

import org.jspecify.annotations.NullMarked;
