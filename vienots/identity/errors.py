from __future__ import annotations

from vienots.kernel.errors import (
    BadInput,
    Conflict,
    Forbidden,
    NotFound,
    NotSignedIn,
    TooMany,
    Unavailable,
)


class RightMissing(Forbidden):
    code = "identity.right_missing"


class TrainingMissing(Forbidden):
    """Writing in the register needs the training first."""

    code = "identity.training_missing"


class CrossSite(Forbidden):
    """A page of somebody else's tried to act in the name of a signed-in person."""

    code = "identity.cross_site"


class SignInRefused(NotSignedIn):
    """Unknown login, wrong password or wrong code: which of them is nobody's business."""

    code = "identity.sign_in_refused"


class CodeWanted(NotSignedIn):
    """The password was right; the account wants its one-time code as well."""

    code = "identity.code_wanted"


class SignInThrottled(TooMany):
    code = "identity.sign_in_throttled"


class PersonNotFound(NotFound):
    code = "identity.person_not_found"


class ClientNotFound(NotFound):
    code = "identity.client_not_found"


class LoginTaken(Conflict):
    code = "identity.login_taken"


class ClientTaken(Conflict):
    code = "identity.client_taken"


class LastAdministrator(Conflict):
    """Somebody must be left who can let others in."""

    code = "identity.last_administrator"


class BadPerson(BadInput):
    code = "identity.bad_person"


class BadPreferences(BadInput):
    code = "identity.bad_preferences"


class CodeWrong(Conflict):
    code = "identity.code_wrong"


class CodeEnrolled(Conflict):
    """The present one-time code must be given up first: a borrowed session must not replace it."""

    code = "identity.code_enrolled"


class PasswordWrong(Conflict):
    code = "identity.password_wrong"


class NotDemonstration(NotFound):
    code = "identity.not_demonstration"


class ProviderAway(Unavailable):
    """The state identity provider did not answer, or not with what it must."""

    code = "identity.provider_away"
