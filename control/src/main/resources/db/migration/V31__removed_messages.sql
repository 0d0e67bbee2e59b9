-- Encrypted copies of removed messages, so that they can be restored. Each is kept for 30 days.
CREATE TABLE removed_messages (
  id          TEXT PRIMARY KEY,
  relay_id    TEXT NOT NULL REFERENCES relays (id),
  event_id    TEXT NOT NULL,
  event       TEXT NOT NULL,
  removed_at  BIGINT NOT NULL
);
CREATE INDEX removed_messages_of_relay ON removed_messages (relay_id, removed_at);
CREATE INDEX removed_messages_oldest ON removed_messages (removed_at);
