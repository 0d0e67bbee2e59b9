package caravel.verify.simulate;

/// Runs single acts in a world.
record ActRunner(World world, SimulatedTenants tenants) {
  void play(Act act) {
    switch (act) {
      case Act.Does(_, var tenant, var deed, var salt) ->
          world.step("tenant " + tenant + " does " + deed, () -> tenants.does(tenant, deed, salt));
      case Act.Toggle(_, var tenant, var how, var salt) -> toggle(tenant, how, salt);
      case Act.Adjusts(_, var tenant, var how, var salt) ->
          world.step("operator: " + how, () -> tenants.adjusts(tenant, how, salt));
      case Act.Transfers(_, var from, var to, var salt) ->
          world.step(
              "tenant " + from + " transfers to " + to,
              () -> new SimulatedTransfers(world, tenants).transfer(from, to, salt));
      case Act.Adopts(_, var tenant, var salt) ->
          world.step(
              "tenant " + tenant + " comes with a relay",
              () -> new SimulatedAdoptions(world, tenants).adopt(tenant, salt));
      case Act.Orders(_, var tenant, var order, var salt) ->
          world.step("operator: " + order, () -> tenants.orders(tenant, order, salt));
      case Act.Meanwhile(_, var tenant, var deed, var salt) ->
          world.meanwhile(() -> tenants.does(tenant, deed, salt));
      case Act.Storm(_, var place, var length, var percent, var salt) ->
          world.fortune().begins(place, length, percent, salt);
      case Act.Dies(_, var moment) -> world.fortune().diesAt(moment);
      case Act.ClockOff(_, var error) -> {
        if (!world.disruptions().outages().isRunning(Outages.Cause.WRONG_CLOCK)) {
          world.clock().isOffBy(error);
        }
      }
      case Act.RatesGo(var at, var length) -> world.outside().rate().goneUntil(at.plus(length));
      case Act.RateMoves(_, var percent) -> world.outside().rate().moves(percent);
      case Act.Reprices(_, var plan, var percent) -> world.reprices(plan, percent);
      case Act.RailsGo(var at, var length) -> {
        world.disruptions().setRails(false);
        world.later().at(at.plus(length), () -> world.disruptions().setRails(true));
      }
      case Act.Downtime(_, var length) -> world.disruptions().stop(length);
      case Act.ClockJump(_, var by, var length) -> world.disruptions().jumpClock(by, length);
      case Act.CopyDatabase _ -> world.disruptions().copyDatabase();
      case Act.RestoreCopy _ -> {
        if (world.disruptions().restoreCopy()) {
          tenants.all().forEach(person -> person.unsure = true);
        }
      }
      case Act.RemoveRail(var at, var rail, var length) -> {
        world.disruptions().setRail(rail, false);
        world.later().at(at.plus(length), () -> world.disruptions().setRail(rail, true));
      }
      case Act.Exhaustion(_, var length) -> world.disruptions().exhaust(length);
      case Act.Drifts(_, var tenant) -> {
        world.fortune().troubled(FaultInjector.Place.RELAY_HOST);
        tenants.person(tenant).relays.stream()
            .findFirst()
            .ifPresent(mine -> world.outside().zooids().drifts(mine.id));
      }
      case Act.Lies(_, var times) -> world.wallet().lies(times);
    }
  }

  private void toggle(int tenant, Act.Toggling how, long salt) {
    var deeds = new Toggler(how);
    for (var i = 0; i < how.times(); i++) {
      var at = world.clock().truth().plus(how.every().multipliedBy(i));
      for (var move : deeds.round(i)) {
        world.later().at(at.plus(move.after()), () -> tenants.does(tenant, move.deed(), salt));
      }
    }
  }
}
