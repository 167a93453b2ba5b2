CREATE TABLE "app".visits (
    id BIGINT NOT NULL,
    page TEXT NOT NULL,
    seen_at TIMESTAMP NOT NULL
);

COMMENT ON COLUMN "app".visits.id IS 'Number of the visit.';
COMMENT ON COLUMN "app".visits.page IS 'Page that was visited.';
COMMENT ON COLUMN "app".visits.seen_at IS 'Time at which the page was seen.';
COMMENT ON COLUMN "app".visits.client IS 'Address of the client.';

GRANT SELECT ON "app".visits TO reader;
