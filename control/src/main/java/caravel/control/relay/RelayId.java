package caravel.control.relay;

/// The opaque id of a relay: a UUIDv7, which is also its name at its zooid.
public record RelayId(String value) {
  @Override
  public String toString() {
    return value;
  }
}
