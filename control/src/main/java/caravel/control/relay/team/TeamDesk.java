package caravel.control.relay.team;

import caravel.control.auth.Caller;
import caravel.control.db.Db;
import caravel.control.db.Tx;
import caravel.control.http.TeamRole;
import caravel.control.money.BillingInterval;
import caravel.control.problem.Problem;
import caravel.control.relay.Relay;
import caravel.control.relay.RelayId;
import caravel.control.relay.RelayStatus;
import caravel.control.relay.Relays;
import caravel.control.relay.Relays.TeamChange;
import caravel.control.relay.TeamMember;
import caravel.control.relay.TeamStore;
import caravel.nostr.PublicKey;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The operations on the team of a relay and on the offer to transfer it. Each is one transaction
/// with its activity. Refusals are thrown as [Problem]s.
final class TeamDesk {
  /// Most people in the team of one relay, without its owner.
  static final int TEAM_MAX = 20;

  /// Most relays, and most offers, that one person is shown.
  static final int SHOWN_MAX = 500;

  private final Db db;
  private final Relays relays;
  private final TeamStore team = new TeamStore();
  private final TransferOfferStore offers = new TransferOfferStore();

  TeamDesk(Db db, Relays relays) {
    this.db = db;
    this.relays = relays;
  }

  /// The people who run a relay.
  record Team(Relay relay, List<TeamMember> members, Optional<TransferOffer> offer) {}

  Team team(RelayId id) {
    return db.read(tx -> team(tx, id));
  }

  /// Adds a person to the team, or changes the person's role.
  ///
  /// @param role not the owner's
  Team setRole(RelayId id, PublicKey person, TeamRole role, Caller caller) {
    return db.inTx(tx -> {
      var relay = undeleted(tx, id);
      if (!caller.admin() && !relay.tenant().equals(caller.pubkey())) {
        throw Problem.notFound().asException(); // It has got another owner in the meantime.
      }
      if (person.equals(relay.tenant())) {
        throw invalid("The owner of a relay can do everything already.");
      }
      var before = team.find(tx, id, person);
      if (before.map(TeamMember::role).filter(role::equals).isPresent()) {
        return team(tx, id);
      }
      if (before.isEmpty() && team.list(tx, id).size() >= TEAM_MAX) {
        throw invalid(
            "A relay’s team can have " + TEAM_MAX + " people. Remove someone from the team first.");
      }
      team.save(tx, id, new TeamMember(person, role, tx.now()));
      Map<String, Object> detail = Map.of("pubkey", person.hex(), "role", role.word());
      relays.teamChanged(tx, id, new TeamChange("set_team_role", detail, caller), before.isEmpty());
      return team(tx, id);
    });
  }

  /// Removes a person from the team. A member of the team can only remove themself.
  Team remove(RelayId id, PublicKey person, Caller caller) {
    return db.inTx(tx -> {
      var relay = existing(tx, id);
      var leaves = person.equals(caller.pubkey());
      if (!leaves && !caller.admin() && !relay.tenant().equals(caller.pubkey())) {
        throw new Problem.Forbidden(
                "forbidden", "Only the owner of this relay can remove someone else from the team.")
            .asException();
      }
      if (person.equals(relay.tenant())) {
        throw invalid("The owner can’t leave a relay. Transfer it to another person instead.");
      }
      var member = team.find(tx, id, person).orElseThrow(() -> Problem.notFound().asException());
      Map<String, Object> detail = Map.of("pubkey", person.hex(), "role", member.role().word());
      var type = leaves ? "leave_team" : "remove_team_member";
      // Recorded first, so that the person’s own pages are updated as well.
      relays.teamChanged(tx, id, new TeamChange(type, detail, caller), true);
      team.delete(tx, id, person);
      return team(tx, id);
    });
  }

  /// Offers a relay to a person. An earlier offer to another person ends.
  Team offer(RelayId id, PublicKey person, Caller caller) {
    return db.inTx(tx -> {
      var relay = existing(tx, id);
      if (!relay.tenant().equals(caller.pubkey())) {
        throw new Problem.Forbidden("forbidden", "Only the owner of a relay can transfer it.")
            .asException();
      }
      if (person.equals(relay.tenant())) {
        throw invalid("This relay is yours already.");
      }
      relays.checkTransfer(tx, id);
      var earlier = offers.find(tx, id).map(TransferOffer::to).filter(to -> !to.equals(person));
      offers.save(tx, TransferOffer.of(id, relay.tenant(), person, tx.now()));
      var change = new TeamChange("offer_transfer", Map.of("pubkey", person.hex()), caller);
      relays.teamChanged(tx, id, change, false);
      earlier.ifPresent(former -> publishOffers(tx, former));
      publishOffers(tx, person);
      return team(tx, id);
    });
  }

  /// Ends the owner's offer.
  Team withdraw(RelayId id, Caller caller) {
    return db.inTx(tx -> {
      end(tx, offered(tx, id), "withdraw_transfer", caller);
      return team(tx, id);
    });
  }

  /// Ends an offer for its recipient.
  void decline(RelayId id, Caller caller) {
    db.inTx(tx -> {
      end(tx, offeredTo(tx, id, caller), "decline_transfer", caller);
      return true;
    });
  }

  /// The price of an offered relay for its recipient.
  ///
  /// @param shown a quote as the API shows it
  record OfferedPrice(String planId, BillingInterval interval, RelayStatus status, Object shown) {}

  /// Computes what the recipient of an offer would pay. Brings the bills of both people up to date.
  OfferedPrice price(RelayId id, Caller caller) {
    return db.inTx(tx -> {
      offeredTo(tx, id, caller);
      var cost = relays.transferCost(tx, id, caller.pubkey());
      var relay = existing(tx, id);
      var wishes = relay.wishes();
      return new OfferedPrice(wishes.planId(), wishes.interval(), relay.status(), cost.shown());
    });
  }

  /// Makes the recipient of an offer the owner of the relay.
  ///
  /// @param planId the plan that the recipient confirmed; `""` = none
  /// @param due the price that the recipient confirmed, in the minor unit of the currency
  Relay accept(RelayId id, Caller caller, String planId, long due) {
    return db.inTx(tx -> {
      offeredTo(tx, id, caller);
      var after = relays.transfer(tx, id, caller, planId, due);
      offers.delete(tx, id);
      publishOffers(tx, caller.pubkey());
      return after;
    });
  }

  /// The person to whom a relay is offered; empty = none is.
  Optional<PublicKey> recipient(RelayId id) {
    return db.read(tx -> recipient(tx, id));
  }

  /// The relays of other people that a person helps to run, and those offered to the person.
  record Shared(List<TeamStore.Helped> relays, List<OfferedRelay> offers) {}

  /// An offer with its relay.
  record OfferedRelay(TransferOffer offer, Relay relay) {}

  Shared sharedWith(PublicKey person) {
    return db.read(tx -> new Shared(team.ofPerson(tx, person, SHOWN_MAX), offersTo(tx, person)));
  }

  /// Ends everything of a person who closes the account: roles in teams, offers of own relays, and
  /// offers to the person.
  void leave(Tx tx, List<Relay> own, Caller person) {
    for (var relay : own) {
      valid(tx, relay.id()).ifPresent(offer -> end(tx, offer, "withdraw_transfer", person));
    }
    for (var offered : offersTo(tx, person.pubkey())) {
      end(tx, offered.offer(), "decline_transfer", person);
    }
    while (true) {
      var helped = team.ofPerson(tx, person.pubkey(), SHOWN_MAX);
      for (var each : helped) {
        Map<String, Object> detail =
            Map.of("pubkey", person.pubkey().hex(), "role", each.role().word());
        var change = new TeamChange("leave_team", detail, person);
        relays.teamChanged(tx, each.relay().id(), change, true);
        team.delete(tx, each.relay().id(), person.pubkey());
      }
      if (helped.size() < SHOWN_MAX) {
        team.deletePerson(tx, person.pubkey());
        return;
      }
    }
  }

  /// The teams of a person, and the number of relays that are offered to the person.
  TeamDeparture.Ties ties(Tx tx, PublicKey person) {
    return new TeamDeparture.Ties(
        team.ofPerson(tx, person, SHOWN_MAX), offersTo(tx, person).size());
  }

  /// The person to whom a relay is offered.
  Optional<PublicKey> recipient(Tx tx, RelayId id) {
    return valid(tx, id).map(TransferOffer::to);
  }

  private List<OfferedRelay> offersTo(Tx tx, PublicKey person) {
    return offers.toPerson(tx, person, SHOWN_MAX).stream()
        .flatMap(offer -> valid(tx, offer.relay()).stream())
        .map(offer -> new OfferedRelay(offer, existing(tx, offer.relay())))
        .toList();
  }

  /// Sends a person all their offers. Nothing else of the relays is in the event.
  private void publishOffers(Tx tx, PublicKey person) {
    relays.publishTo(
        tx, person, "offers", () -> new OffersView(OfferedRelayView.list(offersTo(tx, person))));
  }

  /// All offers to one person, as an event.
  record OffersView(List<OfferedRelayView> offers) {}

  private Team team(Tx tx, RelayId id) {
    return new Team(existing(tx, id), team.list(tx, id), valid(tx, id));
  }

  private void end(Tx tx, TransferOffer offer, String type, Caller caller) {
    offers.delete(tx, offer.relay());
    var change = new TeamChange(type, Map.of("pubkey", offer.to().hex()), caller);
    relays.teamChanged(tx, offer.relay(), change, false);
    publishOffers(tx, offer.to());
  }

  /// Finds the open offer of a relay by its present owner. A deleted relay has none.
  private Optional<TransferOffer> valid(Tx tx, RelayId id) {
    return offers
        .find(tx, id)
        .filter(offer ->
            relays
                .find(tx, id)
                .filter(relay -> !relay.isDeleted() && relay.tenant().equals(offer.from()))
                .isPresent());
  }

  private TransferOffer offered(Tx tx, RelayId id) {
    return valid(tx, id)
        .orElseThrow(() ->
            new Problem.Conflict("conflict", "This relay isn’t offered to anyone.").asException());
  }

  /// Admins act for owners, and not for the recipient of an offer.
  private TransferOffer offeredTo(Tx tx, RelayId id, Caller caller) {
    var offer = offered(tx, id);
    if (!offer.to().equals(caller.pubkey())) {
      throw new Problem.Forbidden(
              "forbidden", "Only the person to whom a relay is offered can answer.")
          .asException();
    }
    return offer;
  }

  private Relay existing(Tx tx, RelayId id) {
    return relays.find(tx, id).orElseThrow(() -> Problem.notFound().asException());
  }

  private Relay undeleted(Tx tx, RelayId id) {
    var relay = existing(tx, id);
    if (relay.isDeleted()) {
      throw new Problem.Conflict(
              "conflict", "This relay was deleted. Restore it before you change it.")
          .asException();
    }
    return relay;
  }

  private static RuntimeException invalid(String sentence) {
    return Problem.invalid("pubkey", sentence).asException();
  }
}
