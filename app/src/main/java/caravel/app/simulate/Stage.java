package caravel.app.simulate;

/// Plays single acts in a world.
record Stage(World world, People people) {
  void play(Act act) {
    switch (act) {
      case Act.Does(_, var tenant, var deed, var salt) ->
          world.step("tenant " + tenant + " does " + deed, () -> people.does(tenant, deed, salt));
      case Act.Orders(_, var tenant, var order, var salt) ->
          world.step("operator: " + order, () -> people.orders(tenant, order, salt));
      case Act.Meanwhile(_, var tenant, var deed, var salt) ->
          world.meanwhile(() -> people.does(tenant, deed, salt));
      case Act.Storm(_, var place, var length, var percent, var salt) ->
          world.fortune().begins(place, length, percent, salt);
      case Act.Dies(_, var moment) -> world.fortune().diesAt(moment);
      case Act.ClockOff(_, var error) -> world.clock().isOffBy(error);
      case Act.RatesGo(var at, var length) -> world.outside().rates().goneUntil(at.plus(length));
      case Act.RateMoves(_, var percent) -> world.outside().rates().moves(percent);
      case Act.Reprices(_, var plan, var percent) -> world.reprices(plan, percent);
      case Act.RailsGo(var at, var length) -> {
        world.rails(false);
        world.later().at(at.plus(length), () -> world.rails(true));
      }
      case Act.Drifts(_, var tenant) -> {
        world.fortune().troubled(Fortune.Place.RELAY_HOST);
        people.person(tenant).relays.stream()
            .findFirst()
            .ifPresent(mine -> world.outside().zooids().drifts(mine.id));
      }
      case Act.Lies(_, var times) -> world.wallet().lies(times);
    }
  }
}
