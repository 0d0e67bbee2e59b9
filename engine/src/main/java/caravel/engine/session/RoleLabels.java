package caravel.engine.session;

import caravel.engine.policy.CommunityKinds;
import caravel.engine.policy.Rules.Verdict;
import caravel.engine.store.EventStore.Change;
import caravel.nostr.Event;
import caravel.nostr.EventBytes;
import caravel.nostr.Filter;
import caravel.nostr.PublicKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The roles that members of a relay may have. They are labels and give no rights; the rights are
/// those of the configuration's roles.
///
/// Every method throws a [caravel.engine.store.EventStore.StoreException] when the relay cannot
/// read or write its events; then nothing has changed.
public final class RoleLabels {
  private static final int ROLES_MAX = 200;
  private static final int ROLES_OF_A_MEMBER_MAX = 20;

  private static final Verdict ALLOWED = new Verdict.Allowed();

  private final LiveRelay relay;
  private final Community community;

  RoleLabels(LiveRelay relay) {
    this.relay = relay;
    this.community = relay.community();
  }

  public Verdict create(RoleLabel role) {
    return community.locked(() -> {
      var state = community.state();
      if (find(role.id()).isPresent()) {
        return new Verdict.Refused("role \"" + role.id() + "\" already exists");
      }
      if (count() >= ROLES_MAX) {
        return new Verdict.Refused("restricted: a relay has at most " + ROLES_MAX + " roles");
      }
      return store(state, community.signer().roleLabel(role, 0));
    });
  }

  /// Replaces the label of a role.
  public Verdict edit(RoleLabel role) {
    return community.locked(() -> {
      var state = community.state();
      var before = find(role.id());
      return before.isEmpty()
          ? missing(role.id())
          : store(state, community.signer().roleLabel(role, before.get().createdAt()));
    });
  }

  private Verdict store(MembershipState state, Event label) {
    community.commit(new MembershipCommit(List.of(), List.of(EventBytes.of(label)), state));
    return ALLOWED;
  }

  /// Deletes a role and takes it from all members.
  public Verdict delete(String role) {
    return community.locked(() -> {
      var state = community.state();
      var label = find(role);
      if (label.isEmpty()) {
        return missing(role);
      }
      var members = state.members();
      for (var who : members.pubkeys()) {
        members = members.withoutRole(who, role);
      }
      var signer = community.signer();
      var list = MembershipCommit.ofRoles(members, List.of(), state, signer);
      var announced = new ArrayList<EventBytes>();
      announced.add(EventBytes.of(signer.roleDeletion(label.get())));
      announced.addAll(list.announced());
      community.commit(
          new MembershipCommit(
              List.of(new Change.Remove(label.get().id())), announced, list.next()));
      return ALLOWED;
    });
  }

  /// Gives a role to a key, which becomes a member if it is not one.
  public Verdict assign(PublicKey who, String role) {
    return community.locked(() -> {
      var state = community.state();
      if (find(role).isEmpty()) {
        return missing(role);
      }
      if (state.isBanned(who)) {
        return new Verdict.Refused("restricted: this key is banned from this relay");
      }
      if (relay.rules().admission(who) instanceof Verdict.Refused full) {
        return full;
      }
      var in = state.isMember(who) ? List.<PublicKey>of() : List.of(who);
      var members = state.members().changed(in, List.of()).withRole(who, role);
      if (members.roles(who).size() > ROLES_OF_A_MEMBER_MAX) {
        return new Verdict.Refused(
            "restricted: a member has at most " + ROLES_OF_A_MEMBER_MAX + " roles");
      }
      community.commit(MembershipCommit.ofRoles(members, in, state, community.signer()));
      return ALLOWED;
    });
  }

  /// Takes a role from a member, who stays a member.
  public Verdict unassign(PublicKey who, String role) {
    return community.locked(() -> {
      var state = community.state();
      if (find(role).isEmpty()) {
        return missing(role);
      }
      var members = state.members().withoutRole(who, role);
      community.commit(MembershipCommit.ofRoles(members, List.of(), state, community.signer()));
      return ALLOWED;
    });
  }

  private Optional<Event> find(String role) {
    return relay
        .store()
        .findAddressable(CommunityKinds.ROLE_LABEL, relay.config().secret().publicKey(), role);
  }

  private int count() {
    var filter =
        Filter.all()
            .withKinds(CommunityKinds.ROLE_LABEL)
            .withAuthors(List.of(relay.config().secret().publicKey()));
    return relay.store().query(filter, ROLES_MAX, relay.now()).size();
  }

  private static Verdict missing(String role) {
    return new Verdict.Refused("role \"" + role + "\" does not exist");
  }
}
