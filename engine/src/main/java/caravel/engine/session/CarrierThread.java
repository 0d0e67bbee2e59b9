package caravel.engine.session;

/// The platform thread under a virtual one.
final class CarrierThread {
  private CarrierThread() {}

  /// Lets other virtual threads use it. Long loops call this, because nothing interrupts them.
  @SuppressWarnings("ThreadPriorityCheck") // virtual threads are not preempted
  static void yieldToOthers() {
    Thread.yield();
  }
}
