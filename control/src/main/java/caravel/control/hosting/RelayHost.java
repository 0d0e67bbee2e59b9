package caravel.control.hosting;

import caravel.control.hosting.members.KeyRange;
import caravel.control.hosting.members.MemberPage;
import caravel.nostr.PublicKey;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A host of virtual relays. Every result is a value, including an unknown outcome; nothing is
/// thrown because of the host.
public interface RelayHost {
  /// Creates or changes the relay as in `spec`. Can be repeated safely.
  ApplyResult apply(RelaySpec spec);

  /// Removes the relay from the host.
  ///
  /// @param purge also erase its events, if the host can
  RemovalResult delete(RelaySpec spec, boolean purge);

  /// Lists the members, without the relay's own key.
  Membership members(RelaySpec spec);

  /// Reads a page of the members in the order of their keys. A host without pages reads the whole
  /// list.
  ///
  /// @param after the last key of the page before; null = the first page
  /// @param limit at most [MemberPage#LIMIT_MAX]
  default RelayReply<MemberPage> memberPage(
      RelaySpec spec, KeyRange range, @Nullable PublicKey after, int limit) {
    return switch (members(spec)) {
      case Membership.Listed(var keys) ->
          new RelayReply.Answered<>(MemberPage.of(keys, range, after, limit));
      case Membership.Unknown(var why) -> new RelayReply.Unknown<>(why);
    };
  }

  /// Reads which of these keys are members. A host without such a call reads the whole list.
  ///
  /// @param keys not empty
  default RelayReply<MemberPage> membersAmong(RelaySpec spec, Collection<PublicKey> keys) {
    return switch (members(spec)) {
      case Membership.Listed(var all) -> new RelayReply.Answered<>(MemberPage.among(all, keys));
      case Membership.Unknown(var why) -> new RelayReply.Unknown<>(why);
    };
  }

  /// Changes the relay's members or bans. The relay must be online.
  RelayReply<PeopleChange> change(RelaySpec spec, PeopleChange change);

  /// Lists the bans.
  RelayReply<List<RelayBan>> bans(RelaySpec spec);

  /// Returns a code with which anyone can join the relay.
  RelayReply<String> invite(RelaySpec spec);

  /// Observes the relay from outside, on its own address.
  Observation probe(RelaySpec spec);

  /// The result of applying a relay's desired state to its host.
  sealed interface ApplyResult {
    /// The host took it. That it has effect is for a [Observation] to say.
    record Accepted() implements ApplyResult {}

    /// The host will not have it.
    ///
    /// @param sentence for the relay's owner
    record Refused(String sentence) implements ApplyResult {}

    /// No answer that means anything: the effect may be there all the same.
    ///
    /// @param why for the operator
    record Unknown(String why) implements ApplyResult {}
  }

  /// The result of removing a relay from its host.
  sealed interface RemovalResult {
    /// It is not there any more.
    ///
    /// @param erased whether its events are gone as well; false where the host keeps them or does
    ///   not say
    record Gone(boolean erased) implements RemovalResult {}

    /// @param why for the operator
    record Unknown(String why) implements RemovalResult {}
  }

  /// The members of a relay as its host knows them.
  sealed interface Membership {
    /// @param keys in ascending order, each once, never the relay's own
    record Listed(List<PublicKey> keys) implements Membership {
      public Listed {
        keys = List.copyOf(keys);
      }
    }

    /// @param why for the operator
    record Unknown(String why) implements Membership {}
  }

  /// The observed state of a relay, compared with its desired state.
  sealed interface Observation {
    /// It answers as it should; or it is off, as it should be.
    record InSync(Duration latency) implements Observation {}

    /// It answers, but otherwise than it should.
    ///
    /// @param up whether a relay answers at all
    /// @param how for its owner
    record Drifted(boolean up, String how, Duration latency) implements Observation {}

    /// No answer.
    ///
    /// @param why for the operator
    /// @param timedOut the whole time for an answer has passed, so that looking again at once is no
    ///   use
    record Unknown(String why, boolean timedOut) implements Observation {
      public Unknown(String why) {
        this(why, false);
      }
    }
  }

  /// The result of a request to a relay, signed with the relay's own key.
  sealed interface RelayReply<T> {
    /// It did as it was asked.
    record Answered<T>(T value) implements RelayReply<T> {}

    /// It will not.
    ///
    /// @param sentence for the relay's owner
    record Refused<T>(String sentence) implements RelayReply<T> {}

    /// Its management is switched off, so that it takes no orders at all.
    record Off<T>() implements RelayReply<T> {}

    /// No answer that means anything: the effect may be there all the same.
    ///
    /// @param why for the operator
    record Unknown<T>(String why) implements RelayReply<T> {}
  }

  /// A person who is banned from a relay.
  ///
  /// @param reason `""` where none was given
  record RelayBan(PublicKey pubkey, String reason) {}

  /// One change of who may be in a relay. Each may be repeated without harm.
  sealed interface PeopleChange {
    PublicKey pubkey();

    /// Adds a member and lifts a ban of the same person.
    record Add(PublicKey pubkey) implements PeopleChange {}

    /// Takes the membership away; what they wrote stays, and an invite lets them in again.
    record Remove(PublicKey pubkey) implements PeopleChange {}

    /// Takes the membership away for good and deletes all they wrote.
    ///
    /// @param reason `""` = none given
    record Ban(PublicKey pubkey, String reason) implements PeopleChange {}

    /// Makes it possible to join again, and no more than that.
    record LiftBan(PublicKey pubkey) implements PeopleChange {}
  }
}
