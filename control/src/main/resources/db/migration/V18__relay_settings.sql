-- A relay's switches are one JSON object, so that another switch needs no migration.
ALTER TABLE relays ADD COLUMN settings TEXT NOT NULL DEFAULT '{}';

UPDATE relays SET settings =
  '{' ||
  '"policy_public_read":' || policy_public_read ||
  ',"policy_public_write":' || policy_public_write ||
  ',"policy_public_join":' || policy_public_join ||
  ',"policy_strip_signatures":' || policy_strip_signatures ||
  ',"groups_enabled":' || groups_enabled ||
  ',"management_enabled":' || management_enabled ||
  ',"members_can_invite":' || members_can_invite ||
  ',"blossom_enabled":' || blossom_enabled ||
  ',"livekit_enabled":' || livekit_enabled ||
  ',"push_enabled":' || push_enabled ||
  '}';

ALTER TABLE relays DROP COLUMN policy_public_read;
ALTER TABLE relays DROP COLUMN policy_public_write;
ALTER TABLE relays DROP COLUMN policy_public_join;
ALTER TABLE relays DROP COLUMN policy_strip_signatures;
ALTER TABLE relays DROP COLUMN groups_enabled;
ALTER TABLE relays DROP COLUMN management_enabled;
ALTER TABLE relays DROP COLUMN members_can_invite;
ALTER TABLE relays DROP COLUMN blossom_enabled;
ALTER TABLE relays DROP COLUMN livekit_enabled;
ALTER TABLE relays DROP COLUMN push_enabled;
