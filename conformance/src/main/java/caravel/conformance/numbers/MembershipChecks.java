package caravel.conformance.numbers;

import caravel.conformance.numbers.ConformanceSuite.NumberedCheck;
import caravel.nostr.Event;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Supplier;

/// Invites, joins and leaves, NIP-43 (83 to 100).
final class MembershipChecks {
  private static final int JOIN = 28_934;
  private static final int LEAVE = 28_936;
  private static final int JOINS = 7;
  private static final String INVITE = "{\"kinds\":[28935]}";

  private MembershipChecks() {}

  static List<NumberedCheck> list() {
    return List.of(
        new NumberedCheck(
            83,
            "A key that may invite gets an invite with a code.",
            server -> code(server.relay().inviter())),
        new NumberedCheck(
            84,
            "The code of an inviter stays, and each inviter has another.",
            MembershipChecks::keepCode),
        new NumberedCheck(
            85,
            "A key that may not invite gets only EOSE.",
            server -> Expect.equal(List.of(), server.relay().member().query(INVITE))),
        new NumberedCheck(
            86, "A join with a valid code gets OK true.", server -> join(server.relay())),
        new NumberedCheck(
            87,
            "A join with a wrong code is refused as invalid.",
            server -> {
              var client = server.relay().stranger();
              var ok = client.publish(request(client, "WRONGCODE"));
              Expect.that(
                  !ok.isAccepted() && ok.text().contains("invalid"), "OK false invalid", ok);
            }),
        new NumberedCheck(
            88,
            "A member’s join with a valid code gets OK true.",
            server -> {
              var code = code(server.relay().inviter());
              var member = server.relay().member();
              member.accept(request(member, code));
            }),
        new NumberedCheck(
            89,
            "† A member’s join with a wrong code is refused.",
            MembershipChecks::refuseWrongCodeOfMember),
        new NumberedCheck(
            90,
            "A join without a code is refused, except with public_join.",
            MembershipChecks::joinWithoutCode),
        new NumberedCheck(
            91,
            "A join of a banned key is refused with its text.",
            server -> {
              var client = server.relay().stranger();
              var code = code(server.relay().inviter());
              server.relay().manage("banpubkey", client.pubkey(), "test");
              client.refuse(request(client, code), "invalid: you have been banned from this relay");
            }),
        new NumberedCheck(
            92, "After a join the member list has the key within 3 s.", MembershipChecks::listJoin),
        new NumberedCheck(
            93,
            "After a join a kind 8000 names the key.",
            server -> announced(join(server.relay()), 8_000)),
        new NumberedCheck(
            94,
            "After a leave the member list lacks the key within 3 s.",
            MembershipChecks::unlistLeave),
        new NumberedCheck(
            95, "After a leave a kind 8001 names the key.", MembershipChecks::announceLeave),
        new NumberedCheck(
            96,
            "The relay signs and protects its lists († also after removals).",
            MembershipChecks::signLists),
        new NumberedCheck(
            97,
            "After a leave the next REQ and EVENT of the socket are refused.",
            MembershipChecks::endAccess),
        new NumberedCheck(
            98,
            "A code stays valid for a second join.",
            server -> {
              var code = code(server.relay().inviter());
              for (int i = 0; i < 2; i++) {
                var client = server.relay().stranger();
                client.accept(request(client, code));
              }
            }),
        new NumberedCheck(
            99,
            "A leave of a non-member is refused as restricted.",
            server -> {
              var client = server.relay().stranger();
              client.refuse(client.event(LEAVE, ""), "restricted:");
            }),
        new NumberedCheck(
            100, "† Joins at the same moment lose no member.", MembershipChecks::joinTogether));
  }

  /// The code of a client that may invite.
  static String code(CheckClient inviter) {
    var invites = inviter.query(INVITE);
    var own =
        invites.stream()
            .filter(invite -> Text.hasTag(invite, "p", inviter.pubkey()))
            .findFirst()
            .orElseThrow(() -> CheckException.failed("an invite", invites));
    var code = Text.tag(own, "claim");
    Expect.that(!code.isEmpty(), "an invite with a code", own);
    return code;
  }

  static Event request(CheckClient client, String code) {
    return client.event(JOIN, "", List.of("claim", code));
  }

  private static CheckClient join(CreatedRelay relay) {
    var client = relay.stranger();
    client.accept(request(client, code(relay.inviter())));
    return client;
  }

  private static void keepCode(SuiteServer server) {
    var relay =
        server.create(
            config -> config.withObject("/roles").putObject("member").put("can_invite", true));
    var first = relay.inviter();
    var code = code(first);
    var second = relay.member();
    var invites = second.query(INVITE);
    Expect.equal(1, invites.size());
    Expect.that(!Text.tag(invites.getFirst(), "claim").equals(code), "another code", code);
    Expect.equal(code, code(first));
  }

  private static void refuseWrongCodeOfMember(SuiteServer server) {
    var member = server.relay().member();
    member.accept(request(member, ""));
    member.accept(member.event(JOIN, ""));
    var ok = member.publish(request(member, "WRONGCODE"));
    if (ok.isAccepted()) {
      throw CheckException.differs("a member’s join with a wrong code is accepted");
    }
    Expect.contains("invite code", ok.text());
  }

  private static void joinWithoutCode(SuiteServer server) {
    var client = server.relay().stranger();
    client.refuse(client.event(JOIN, ""), "invalid: no claim tag");
    var open = server.create(config -> config.withObject("/policy").put("public_join", true));
    var joining = open.stranger();
    joining.accept(joining.event(JOIN, ""));
    joining.accept(joining.event(1, "a member now"));
  }

  private static void listJoin(SuiteServer server) {
    var client = join(server.relay());
    var owner = server.relay().owner();
    awaitSoon(server, () -> isListed(owner, client), "the key in the member list");
  }

  private static boolean isListed(CheckClient reader, CheckClient member) {
    return Text.hasTag(CreatedRelay.memberList(reader), "member", member.pubkey());
  }

  /// Waits for at most 3 s.
  private static void awaitSoon(SuiteServer server, Supplier<Boolean> condition, String expected) {
    var start = System.nanoTime();
    server.await(condition::get, expected);
    Expect.that(System.nanoTime() - start < 3_000_000_000L, expected + " within 3 s", "later");
  }

  private static void announced(CheckClient reader, int kind) {
    var found = reader.query("{\"kinds\":[" + kind + "],\"#p\":[\"" + reader.pubkey() + "\"]}");
    Expect.that(!found.isEmpty(), "kind " + kind + " for the key", found);
  }

  private static void unlistLeave(SuiteServer server) {
    var member = server.relay().member();
    var owner = server.relay().owner();
    Expect.that(isListed(owner, member), "the member in the list", "none");
    member.accept(member.event(LEAVE, ""));
    awaitSoon(server, () -> !isListed(owner, member), "a member list without the key");
  }

  private static void announceLeave(SuiteServer server) {
    var member = server.relay().member();
    member.accept(member.event(LEAVE, ""));
    var owner = server.relay().owner();
    var found = owner.query("{\"kinds\":[8001],\"#p\":[\"" + member.pubkey() + "\"]}");
    Expect.equal(1, found.size());
  }

  private static void signLists(SuiteServer server) {
    var relay = server.create(_ -> {});
    var member = relay.member();
    var owner = relay.owner();
    checkSigned(relay, owner);
    member.accept(member.event(LEAVE, ""));
    server.await(() -> !isListed(owner, member), "a member list without the key");
    if (!Text.hasTag(CreatedRelay.memberList(owner), "-", "")) {
      throw CheckException.differs("a removal takes the “-” tag off the member list");
    }
    checkSigned(relay, owner);
  }

  private static void checkSigned(CreatedRelay relay, CheckClient reader) {
    for (var event : reader.query("{\"kinds\":[8000,8001,13534]}")) {
      Expect.equal(relay.people().self().publicKey().hex(), event.path("pubkey").asString(""));
      Expect.that(Text.hasTag(event, "-", ""), "the tag “-”", event);
    }
  }

  private static void endAccess(SuiteServer server) {
    var member = server.relay().member();
    member.accept(member.event(1, "before"));
    member.accept(member.event(LEAVE, ""));
    member.refuse(member.event(1, "after"), "restricted:");
    Expect.startsWith("restricted:", member.refusedQuery("{\"kinds\":[1]}"));
  }

  private static void joinTogether(SuiteServer server) {
    var relay = server.create(config -> config.withObject("/policy").put("public_join", true));
    var clients = new ArrayList<CheckClient>();
    for (int i = 0; i < JOINS; i++) {
      clients.add(relay.stranger());
    }
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var joins = new ArrayList<Future<Event>>();
      for (var client : clients) {
        joins.add(threads.submit(() -> client.accept(client.event(JOIN, ""))));
      }
      for (var join : joins) {
        join.get();
      }
    } catch (ExecutionException | InterruptedException failed) {
      throw CheckException.failed("OK true for each join", failed);
    }
    var owner = relay.owner();
    var listed = clients.stream().filter(client -> isListed(owner, client)).count();
    if (listed < JOINS) {
      throw CheckException.differs("only " + listed + " of " + JOINS + " joins are in the list");
    }
    Expect.equal(JOINS + 3, owner.query("{\"kinds\":[8000]}").size());
  }
}
