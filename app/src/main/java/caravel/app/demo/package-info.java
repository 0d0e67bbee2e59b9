/// The demo's Lightning wallet with play money.
@NullMarked
package caravel.app.demo;

import org.jspecify.annotations.NullMarked;
