"""Why somebody is not let in with a browser: each reason with one answer."""

from __future__ import annotations

from api.http.requests.problems import Problem


class LinkOver(Problem, code="link-over", status=403):
    """This link was used, is older than ten minutes, or is incomplete: ask for a new one."""


class NotFromHere(Problem, code="not-from-here", status=403):
    """The form was not sent by the page of this site at {address}: open the link there again."""


class SiteNotSecure(Problem, code="site-not-secure", status=403):
    """At {address} others could read along: logging in needs HTTPS (SIGHTLINE_PUBLIC_URL)."""


class NoLongerHere(Problem, code="no-longer-here", status=403):
    """You are not in the organization today, so you cannot log in."""


class LoginNotSetUp(Problem, code="login-not-set-up", status=404):
    """Single sign-on is not set up here. An operator can give you a link: sightline login-link."""


class LoginOver(Problem, code="login-over", status=400):
    """This login was finished before, took too long, or began in another browser: begin again."""


class ProviderAway(Problem, code="provider-away", status=503, headers={"Retry-After": "10"}):
    """The provider of single sign-on cannot be reached just now: {reason}."""


class ProviderDeclined(Problem, code="provider-declined", status=403):
    """The provider of single sign-on did not let you in: {error}."""


class ProviderNotAsSetUp(Problem, code="provider-not-as-set-up", status=502):
    """The provider and Sightline are not set up for each other: {reason}."""


class IdTokenRefused(Problem, code="id-token-refused", status=403):
    """What the provider says about you cannot be trusted: {reason}."""


class ClocksDiffer(Problem, code="clocks-differ", status=503):
    """The clocks of this server and of the provider differ by {minutes:.0f} minutes: set them."""


class EmailNotVerified(Problem, code="email-not-verified", status=403):
    """The provider has not verified an e-mail address of yours (claims email, email_verified)."""


class PersonUnknown(Problem, code="person-unknown", status=403):
    """Nobody in this workspace has the e-mail address {email}: an administrator can set it."""


class OtherAccount(Problem, code="other-account", status=403):
    """{email} has logged in with another account; an administrator can set the address again."""


class NoGroup(Problem, code="no-group", status=403):
    """None of your groups leads into this workspace."""
