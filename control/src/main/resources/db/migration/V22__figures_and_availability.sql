-- The platform's figures over time, for the charts of the operators.
CREATE TABLE figure_samples (
  figure TEXT NOT NULL,
  step_seconds BIGINT NOT NULL,
  at BIGINT NOT NULL,
  value BIGINT NOT NULL,
  PRIMARY KEY (figure, step_seconds, at)
);

-- The probes of relays that should be online, by day since 1970 in UTC.
CREATE TABLE availability_days (
  relay_id TEXT NOT NULL,
  day BIGINT NOT NULL,
  probes BIGINT NOT NULL,
  up BIGINT NOT NULL,
  PRIMARY KEY (relay_id, day)
);

-- The sums of all relays.
CREATE TABLE platform_days (
  day BIGINT PRIMARY KEY,
  probes BIGINT NOT NULL,
  up BIGINT NOT NULL
);
