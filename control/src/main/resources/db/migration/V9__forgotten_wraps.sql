-- Messages that are done with and whose wraps are still kept, by their age.
CREATE INDEX notices_done ON notices (created_at) WHERE wrap <> '' AND retry_at IS NULL;
