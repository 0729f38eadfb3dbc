-- Figures of the last thirty days, worked out now and then: the supervisor's board asks every few
-- seconds, and a month of the country is too much for that.
CREATE TABLE analytics.month_figures (
    code text NOT NULL,
    -- `*`: all institutions together.
    institution text NOT NULL,
    n bigint NOT NULL,
    percentiles double precision[],
    within double precision,
    CONSTRAINT month_figures_pkey PRIMARY KEY (code, institution)
);

CREATE TABLE analytics.month_worked_out (
    one boolean PRIMARY KEY DEFAULT true CONSTRAINT month_worked_out_one CHECK (one),
    at timestamptz NOT NULL
);

GRANT SELECT, INSERT, UPDATE, DELETE ON analytics.month_figures, analytics.month_worked_out TO vienots_app;
