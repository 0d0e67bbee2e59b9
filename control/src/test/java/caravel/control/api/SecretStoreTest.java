package caravel.control.api;

import static caravel.control.api.Platform.ALICE;
import static caravel.control.api.Platform.BOB;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import caravel.control.admin.SecretStore;
import caravel.control.db.SecretBox;
import caravel.control.db.SecretBox.State;
import caravel.control.db.SecretPlace;
import caravel.control.relay.RelayId;
import caravel.nostr.Nip44;
import caravel.nostr.SecretKey;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Finding S6: every stored secret is bound to its row, checked at start-up, and can be encrypted
/// again.
final class SecretStoreTest {
  private final SecretKey young = SecretKey.generate();
  private Platform platform;

  @BeforeEach
  void start(@TempDir Path folder) {
    platform = new Platform(folder);
  }

  @AfterEach
  void stop() {
    platform.close();
  }

  @Test
  void after_resealing_the_old_key_is_not_needed() {
    var id = platform.relay(ALICE, "club", "free");
    var secret = platform.progress().secret(new RelayId(id)).revealHex();
    var both = new SecretBox(List.of(young, Platform.BOX_KEY));
    assertThat(new SecretStore(platform.db, both).count()).isEqualTo(Map.of(State.OLD_KEY, 1L));
    assertThat(new SecretStore(platform.db, both).reseal()).isEqualTo(1);
    assertThat(new SecretStore(platform.db, both).reseal()).isZero();
    var alone = new SecretBox(List.of(young));
    assertThat(new SecretStore(platform.db, alone).count()).isEqualTo(Map.of(State.CURRENT, 1L));
    assertThat(alone.open(sealed(id), SecretPlace.relayKey(id))).isEqualTo(secret);
  }

  @Test
  void texts_of_an_older_version_are_bound_to_their_rows() {
    var id = platform.relay(ALICE, "club", "free");
    var key = Platform.BOX_KEY;
    var unbound = Nip44.encrypt(Nip44.conversationKey(key, key.publicKey()), "0".repeat(63) + "7");
    store(id, unbound);
    var secrets = new SecretStore(platform.db, new SecretBox(List.of(key)));
    assertThat(secrets.count()).isEqualTo(Map.of(State.UNBOUND, 1L));
    assertThat(secrets.reseal()).isEqualTo(1);
    assertThat(secrets.count()).isEqualTo(Map.of(State.CURRENT, 1L));
  }

  @Test
  void a_wallet_copied_into_another_row_is_unreadable_there() {
    platform.relay(ALICE, "club", "free");
    platform.relay(BOB, "tavern", "free");
    var box = new SecretBox(List.of(Platform.BOX_KEY));
    var place = SecretPlace.tenantWallet(ALICE.publicKey());
    platform.db.inTx(
        tx -> tx.handle().execute("UPDATE tenants SET nwc_url = ?", box.seal("a wallet", place)));
    var secrets = new SecretStore(platform.db, box);
    assertThat(secrets.count())
        .containsEntry(State.UNREADABLE, 1L)
        .containsEntry(State.CURRENT, 3L);
    assertThatThrownBy(secrets::reseal).hasMessageContaining(BOB.publicKey().hex());
  }

  @Test
  void an_e_mail_address_and_the_secret_of_its_links_are_resealed() {
    platform.post(ALICE, "/tenants");
    var email = "/tenants/" + ALICE.publicKey() + "/email";
    platform.put(ALICE, email, "{\"address\":\"ann@club.example\"}");
    var both = new SecretBox(List.of(young, Platform.BOX_KEY));
    assertThat(new SecretStore(platform.db, both).reseal()).isEqualTo(2);
    var alone = new SecretBox(List.of(young));
    assertThat(new SecretStore(platform.db, alone).count()).isEqualTo(Map.of(State.CURRENT, 2L));
    var sealed =
        platform.db.<String>read(tx ->
            tx.handle().select("SELECT address FROM tenant_emails").mapTo(String.class).one());
    assertThat(alone.open(sealed, SecretPlace.tenantEmail(ALICE.publicKey())))
        .isEqualTo("ann@club.example");
  }

  private void store(String id, String sealed) {
    platform.db.inTx(
        tx -> tx.handle().execute("UPDATE relays SET secret = ? WHERE id = ?", sealed, id));
  }

  private String sealed(String id) {
    return platform.db.read(tx ->
        tx.handle().select("SELECT secret FROM relays WHERE id = ?", id).mapTo(String.class).one());
  }
}
