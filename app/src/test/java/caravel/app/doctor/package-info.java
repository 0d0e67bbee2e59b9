/// Tests of the checks of `caravel doctor`, against real servers on loopback.
@org.jspecify.annotations.NullMarked
package caravel.app.doctor;
