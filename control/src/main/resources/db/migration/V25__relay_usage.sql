-- The storage and the traffic of relays over time.
--
-- step_seconds     3600: the last two days; 86400: the last 400 days
-- at               first second of the step
-- events … file_bytes  at the last sample of the step; null = not known
-- connections_max  most open sockets at a sample of the step
-- events_in …      sums of the step
CREATE TABLE relay_usage (
  relay_id         TEXT NOT NULL,
  step_seconds     BIGINT NOT NULL,
  at               BIGINT NOT NULL,
  events           BIGINT,
  event_bytes      BIGINT,
  files            BIGINT,
  file_bytes       BIGINT,
  connections_max  BIGINT NOT NULL,
  events_in        BIGINT NOT NULL,
  bytes_in         BIGINT NOT NULL,
  bytes_out        BIGINT NOT NULL,
  PRIMARY KEY (relay_id, step_seconds, at)
);

-- The last sample of each relay, with its host's counts since started_at.
CREATE TABLE relay_usage_samples (
  relay_id     TEXT PRIMARY KEY,
  sampled_at   BIGINT NOT NULL,
  events       BIGINT,
  event_bytes  BIGINT,
  files        BIGINT,
  file_bytes   BIGINT,
  connections  BIGINT NOT NULL,
  started_at   BIGINT NOT NULL,
  events_in    BIGINT NOT NULL,
  events_out   BIGINT NOT NULL,
  bytes_in     BIGINT NOT NULL,
  bytes_out    BIGINT NOT NULL
);
