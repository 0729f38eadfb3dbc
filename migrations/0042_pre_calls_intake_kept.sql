-- What came in stays as it came: the application may only say which call it belongs to.
REVOKE UPDATE ON calls.intake_message FROM vienots_app;
GRANT UPDATE (contact_id) ON calls.intake_message TO vienots_app;
