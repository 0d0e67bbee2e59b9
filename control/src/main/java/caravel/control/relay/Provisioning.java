package caravel.control.relay;

/// The observed state of a relay, compared with its newest desired state ([RelayStatus]).
public enum Provisioning {
  /// Not yet seen on its own host, or its zooid does not answer.
  PENDING("pending"),
  /// Seen online as desired.
  ACTIVE("active"),
  /// Its zooid refused the configuration. The attempts continue.
  FAILED("failed"),
  /// Seen offline as desired.
  INACTIVE("inactive");

  private final String word;

  Provisioning(String word) {
    this.word = word;
  }

  public String word() {
    return word;
  }

  /// The step that the newest desired state has reached.
  public enum Step {
    SAVED("saved"),
    SENT("sent"),
    ANSWERED("answered");

    private final String word;

    Step(String word) {
      this.word = word;
    }

    public String word() {
      return word;
    }

    static Step named(String word) {
      for (var step : values()) {
        if (step.word.equals(word)) {
          return step;
        }
      }
      throw new IllegalArgumentException("not a provisioning step: " + word);
    }
  }
}
