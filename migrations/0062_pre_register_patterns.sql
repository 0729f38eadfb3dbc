-- A pattern that could not be read would stop an institution from registering: refused beforehand.
ALTER TABLE register.numbering ADD CONSTRAINT numbering_pattern_readable CHECK (
    -- Exactly one sequence, and nothing in braces that has no meaning.
    length(pattern) - length(replace(pattern, '{seq', '')) = 4
    AND regexp_replace(pattern, '\{(inst|yyyy|yy|mm|seq(:0[1-9]d)?)\}', '', 'g') !~ '[{}]'
);
