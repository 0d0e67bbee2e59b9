package caravel.engine.session;

/// The platform thread that carries a virtual thread.
final class CarrierThread {
  private CarrierThread() {}

  /// Yields to other virtual threads. Long loops call this, because the scheduler never preempts
  /// them.
  @SuppressWarnings("ThreadPriorityCheck") // virtual threads are not preempted
  static void yieldToOthers() {
    Thread.yield();
  }
}
