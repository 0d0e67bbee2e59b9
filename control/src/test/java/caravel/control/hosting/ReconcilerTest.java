package caravel.control.hosting;

import static org.assertj.core.api.Assertions.assertThat;

import caravel.control.hosting.RelayHost.ApplyResult;
import caravel.control.hosting.RelayHost.Membership;
import caravel.control.hosting.RelayHost.Observation;
import caravel.control.hosting.RelayHost.PeopleChange;
import caravel.control.hosting.RelayHost.RelayBan;
import caravel.control.hosting.RelayHost.RelayReply;
import caravel.control.hosting.RelayHost.RemovalResult;
import caravel.control.hosting.zooid.RecordedZooid.Fault;
import caravel.control.hosting.zooid.RecordedZooid.Seen;
import caravel.control.http.Page;
import caravel.control.http.Response;
import caravel.control.http.Route.HttpMethod;
import caravel.control.problem.Problem;
import caravel.control.relay.Provisioning;
import caravel.control.relay.RelayId;
import caravel.control.relay.RelayProgress;
import caravel.nostr.Json;
import caravel.nostr.PublicKey;
import caravel.nostr.SecretKey;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.node.ObjectNode;

/// Relays reach their desired state despite every fault of the host.
final class ReconcilerTest {
  private static final RelayProgress.Failure OLD_FAILURE = new RelayProgress.Failure("old", true);
  private static final int RELAYS = 10;
  private static final Duration SETTLED = Duration.ofSeconds(5);

  @TempDir Path folder;
  private HostingWorld world;

  @BeforeEach
  void open() {
    world = new HostingWorld(folder, 1);
  }

  @AfterEach
  void close() {
    world.close();
  }

  @Test
  void a_new_relay_is_real_after_one_round() {
    var id = world.create("harbor");
    assertThat(world.relay(id).provisioning()).isEqualTo(Provisioning.PENDING);
    world.tick();
    var relay = world.relay(id);
    assertThat(relay.provisioning()).isEqualTo(Provisioning.ACTIVE);
    assertThat(relay.seen().step()).isEqualTo(Provisioning.Step.ANSWERED);
    assertThat(relay.seen().answeredOnce()).isTrue();
    assertThat(methods()).containsExactly("POST");
    assertThat(activities(id)).contains("complete_relay_sync");
  }

  @Test
  void a_change_is_patched_and_off_is_seen_as_404() {
    var id = synced("harbor");
    world.rename(id, "Second");
    world.tick();
    assertThat(file(id).path("info").path("name").asString("")).isEqualTo("Second");
    world.act(id, "deactivate");
    world.tick();
    assertThat(world.relay(id).provisioning()).isEqualTo(Provisioning.INACTIVE);
    assertThat(file(id).path("inactive").asBoolean(false)).isTrue();
    assertThat(methods()).containsExactly("POST", "PATCH", "PATCH");
  }

  /// The attempt failed while the clock was 50 days ahead.
  @Test
  void m4_an_attempt_that_a_wrong_clock_postponed_is_not_waited_for() {
    var id = world.create("harbor");
    var ahead = world.clock.instant().plus(Duration.ofDays(50));
    world.progress().failed(id, world.relay(id).seen().generation(), OLD_FAILURE, ahead);
    world.tick();
    assertThat(world.relay(id).provisioning()).isEqualTo(Provisioning.ACTIVE);
  }

  @Test
  void many_relays_of_one_tenant_are_made_one_round_after_the_other() {
    for (var i = 0; i < RELAYS; i++) {
      world.create("harbor" + i);
    }
    while (world.tick().isZero()) {
      assertThat(world.zooid.files().size()).isLessThan(RELAYS);
    }
    assertThat(world.zooid.files()).hasSize(RELAYS);
  }

  @Test
  void while_the_host_is_away_relays_are_pending_and_heal_soon_after() {
    world.zooid.away(true);
    var first = world.create("first");
    var second = world.create("second");
    world.pass(Duration.ofMinutes(20));
    assertThat(world.relay(first).provisioning()).isEqualTo(Provisioning.PENDING);
    assertThat(world.relay(first).seen().trouble().refused()).isFalse();
    assertThat(world.relay(first).seen().trouble().error()).isNotEmpty();
    assertThat(world.complaints).isNotEmpty();
    world.zooid.away(false);
    world.pass(HostWatch.LOOK_EVERY.plus(SETTLED));
    assertThat(world.relay(first).provisioning()).isEqualTo(Provisioning.ACTIVE);
    assertThat(world.relay(second).provisioning()).isEqualTo(Provisioning.ACTIVE);
    assertThat(activities(first)).containsOnlyOnce("fail_relay_sync", "complete_relay_sync");
  }

  @Test
  void a_refusal_is_shown_and_tried_again_until_it_holds_no_more() {
    var stranger = (ObjectNode) Json.mapper().readTree("{\"schema\":\"theirs\"}");
    stranger.put("host", "harbor.localhost:" + world.zooid.port());
    stranger.put("secret", SecretKey.parse("0b".repeat(32)).revealHex());
    stranger.putObject("info").put("pubkey", HostingWorld.OWNER.hex());
    world.zooid.meddle("theirs", stranger);
    var id = world.create("harbor");
    world.pass(Duration.ofMinutes(5));
    assertThat(world.relay(id).provisioning()).isEqualTo(Provisioning.FAILED);
    assertThat(world.relay(id).seen().trouble().error()).contains("already taken");
    world.zooid.meddle("theirs", null);
    world.pass(Duration.ofMinutes(16));
    assertThat(world.relay(id).provisioning()).isEqualTo(Provisioning.ACTIVE);
  }

  @Test
  void an_answer_lost_after_the_effect_ends_in_adoption() {
    world.zooid.fail(Fault.LOST_AFTER);
    var id = world.create("harbor");
    world.pass(Duration.ofSeconds(10));
    assertThat(world.relay(id).provisioning()).isEqualTo(Provisioning.ACTIVE);
    assertThat(methods()).containsExactly("POST", "POST", "PATCH");
  }

  @Test
  void a_process_that_dies_between_sending_and_seeing_looks_before_it_sends_again() {
    world.restartWith(new Dying(world.host()));
    var id = world.create("harbor");
    world.tick();
    assertThat(world.relay(id).seen().step()).isEqualTo(Provisioning.Step.SENT);
    assertThat(world.complaints).isNotEmpty();
    world.restart();
    world.clock.advance(SETTLED);
    world.tick();
    assertThat(world.relay(id).provisioning()).isEqualTo(Provisioning.ACTIVE);
    assertThat(methods()).containsExactly("POST");
  }

  @Test
  void an_answer_about_an_older_generation_does_nothing_to_the_newest() {
    var id = synced("harbor");
    var old = world.relay(id).seen().generation();
    world.rename(id, "Second");
    world.progress().answered(id, old);
    world.progress().failed(id, old, OLD_FAILURE, world.clock.instant());
    assertThat(world.relay(id).provisioning()).isEqualTo(Provisioning.PENDING);
    world.tick();
    world.progress().drifted(id, old, "an old look");
    assertThat(world.relay(id).provisioning()).isEqualTo(Provisioning.ACTIVE);
    assertThat(world.relay(id).seen().syncedGeneration()).isEqualTo(old + 1);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void what_another_process_had_on_its_way_does_not_undo_what_was_confirmed_meanwhile(
      boolean accepted) {
    var id = synced("harbor");
    var old = world.relay(id).seen().generation();
    var before = file(id).deepCopy();
    world.rename(id, "Second");
    world.tick();
    world.zooid.meddle(id.value(), before);
    if (accepted) {
      world.progress().answered(id, old);
    } else {
      world.progress().failed(id, old, OLD_FAILURE, world.clock.instant());
    }
    world.tick();
    assertThat(file(id).path("info").path("name").asString("")).isEqualTo("Second");
    assertThat(world.relay(id).seen().syncedGeneration()).isEqualTo(old + 1);
    assertThat(world.relay(id).seen().trouble().error()).isEmpty();
  }

  @Test
  void a_relay_gone_from_its_host_is_drift_and_repaired() {
    var id = synced("harbor");
    world.zooid.meddle(id.value(), null);
    world.probe();
    assertThat(world.relay(id).provisioning()).isEqualTo(Provisioning.PENDING);
    assertThat(world.relay(id).seen().trouble().error())
        .contains("No relay was found at this address");
    world.tick();
    assertThat(looks(id).getFirst().drift()).isNotEmpty();
    world.pass(SETTLED);
    assertThat(world.relay(id).provisioning()).isEqualTo(Provisioning.ACTIVE);
    assertThat(world.zooid.files()).containsKey(id.value());
  }

  @Test
  void another_name_and_being_up_when_off_are_drift_and_repaired() {
    var id = synced("harbor");
    var config = file(id).deepCopy();
    ((ObjectNode) config.path("info")).put("name", "Meddled");
    world.zooid.meddle(id.value(), config);
    world.pass(HostingWorld.PROBE_EVERY.multipliedBy(2));
    assertThat(file(id).path("info").path("name").asString("")).isEqualTo("First");

    world.act(id, "deactivate");
    world.pass(SETTLED);
    config = file(id).deepCopy();
    config.put("inactive", false);
    world.zooid.meddle(id.value(), config);
    world.pass(HostingWorld.PROBE_EVERY.multipliedBy(2));
    assertThat(file(id).path("inactive").asBoolean(false)).isTrue();
    assertThat(world.relay(id).provisioning()).isEqualTo(Provisioning.INACTIVE);
  }

  @Test
  void a_host_that_is_away_is_no_drift() {
    var id = synced("harbor");
    world.zooid.away(true);
    world.probe();
    assertThat(world.relay(id).provisioning()).isEqualTo(Provisioning.ACTIVE);
    assertThat(looks(id).getFirst().up()).isFalse();
    assertThat(looks(id).getFirst().drift()).isEmpty();
  }

  private static Response listed(List<PublicKey> keys) {
    return Response.page(new Page<>(keys, null, keys.size(), keys.size(), "").under("members"));
  }

  @Test
  void members_are_counted_by_the_probe_and_listed_on_demand() {
    var id = world.create("harbor");
    assertThat(members(id)).isEqualTo(listed(List.of()));
    world.tick();
    world.zooid.join(id.value(), HostingWorld.OWNER.hex());
    world.zooid.join(id.value(), world.progress().secret(id).publicKey().hex());
    world.pass(Probing.SELDOM_EVERY.plus(HostingWorld.PROBE_EVERY));
    assertThat(world.relay(id).seen().memberCount()).isEqualTo(1);
    assertThat(members(id)).isEqualTo(listed(List.of(HostingWorld.OWNER)));
    world.zooid.away(true);
    assertThat(members(id))
        .isInstanceOfSatisfying(
            Response.Failed.class,
            failed -> {
              assertThat(failed.problem()).isInstanceOf(Problem.Unavailable.class);
              assertThat(failed.problem().code()).isEqualTo("relay-unreachable");
            });
  }

  @Test
  void a_deleted_relay_is_off_at_once_and_erased_after_thirty_days() {
    var id = synced("harbor");
    world.delete(id);
    world.pass(SETTLED);
    assertThat(file(id).path("inactive").asBoolean(false)).isTrue();
    world.clock.advance(Duration.ofDays(30).minus(SETTLED).minusSeconds(10));
    world.erase();
    assertThat(world.zooid.files()).containsKey(id.value());
    world.clock.advance(Duration.ofSeconds(30));
    world.zooid.away(true);
    world.erase();
    world.zooid.away(false);
    world.clock.advance(Eraser.ROUND_EVERY);
    world.erase();
    assertThat(world.zooid.files()).isEmpty();
    assertThat(world.zooid.seen().getLast())
        .isEqualTo(new Seen("DELETE", "/relay/" + id, "purge=1", ""));
    assertThat(world.progress().after(world.domain(), null, 10)).isEmpty();
  }

  private RelayId synced(String subdomain) {
    var id = world.create(subdomain);
    world.tick();
    assertThat(world.relay(id).provisioning()).isEqualTo(Provisioning.ACTIVE);
    return id;
  }

  private ObjectNode file(RelayId id) {
    var file = world.zooid.files().get(id.value());
    assertThat(file).isNotNull();
    return file == null ? Json.mapper().createObjectNode() : file;
  }

  private Response members(RelayId id) {
    return world.call(HttpMethod.GET, "/relays/{id}/members", Map.of("id", id.value()), "");
  }

  private List<ProbeStore.Look> looks(RelayId id) {
    return world.history().looks(id);
  }

  private List<String> activities(RelayId id) {
    return world
        .db()
        .read(tx ->
            tx.handle()
                .createQuery(
                    "SELECT activity_type FROM activity WHERE resource_id = ? ORDER BY sequence")
                .bind(0, id.value())
                .mapTo(String.class)
                .list());
  }

  private List<String> methods() {
    return world.zooid.seen().stream().map(Seen::method).filter(one -> !one.equals("GET")).toList();
  }

  /// The process ends after it has sent and before it probes.
  private record Dying(RelayHost host) implements RelayHost {
    @Override
    public ApplyResult apply(RelaySpec spec) {
      return host.apply(spec);
    }

    @Override
    public RemovalResult delete(RelaySpec spec, boolean purge) {
      return host.delete(spec, purge);
    }

    @Override
    public Membership members(RelaySpec spec) {
      return host.members(spec);
    }

    @Override
    public RelayReply<PeopleChange> change(RelaySpec spec, PeopleChange change) {
      return host.change(spec, change);
    }

    @Override
    public RelayReply<List<RelayBan>> bans(RelaySpec spec) {
      return host.bans(spec);
    }

    @Override
    public RelayReply<String> invite(RelaySpec spec) {
      return host.invite(spec);
    }

    @Override
    public Observation probe(RelaySpec spec) {
      throw new IllegalStateException("the process has died");
    }
  }
}
