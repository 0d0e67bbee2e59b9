/// `caravel doctor`: checks of the settings against the outside world. Each check takes plain
/// addresses and returns findings; it changes nothing.
@org.jspecify.annotations.NullMarked
package caravel.app.doctor;
