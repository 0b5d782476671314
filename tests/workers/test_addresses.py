from __future__ import annotations

import pytest

from workers.addresses import AddressRefused, check_url, resolve

INSIDE = [
    "https://localhost/",
    "https://intranet/",
    "https://127.0.0.1/",
    "https://10.1.2.3:8443/",
    "https://192.168.0.1/",
    "https://169.254.169.254/latest/meta-data",
    "https://100.64.0.1/",
    "https://0.0.0.0/",
    "https://224.0.0.1/",
    "https://[::1]/",
    "https://[fd00::1]/",
    "https://[fe80::1]/",
    "https://[::ffff:127.0.0.1]/",
    "https://[64:ff9b::7f00:1]/",
    "https://[2002:7f00:1::]/",
]
ODD = [
    "ftp://example.com/",
    "example.com/hook",
    "https:///hook",
    "https://user:secret@example.com/",
    "https://example.com:99999/",
    "https://exämple.com/",
    "https://example.com/a b",
    "https://[broken/",
    "https://example..com/",
    "https://" + 64 * "a" + ".com/",
    "https://example.com/" + 2_000 * "a",
    "",
]


@pytest.mark.parametrize("url", [*INSIDE, *ODD, "http://example.com/"])
def test_a_webhook_leads_over_https_to_the_public_internet(url: str) -> None:
    with pytest.raises(AddressRefused) as refused:
        check_url(url, private=False)
    assert refused.value.field == "url"


@pytest.mark.parametrize("url", ["https://example.com/a?b=c", "https://93.184.216.34:8443/x"])
def test_public_addresses_are_fine(url: str) -> None:
    check_url(url, private=False)


@pytest.mark.parametrize("url", ["http://localhost:9000/", "http://10.0.0.7/", "https://intranet/"])
def test_private_addresses_are_fine_where_that_is_wanted(url: str) -> None:
    check_url(url, private=True)


@pytest.mark.parametrize("url", ODD)
def test_odd_addresses_are_refused_even_there(url: str) -> None:
    with pytest.raises(AddressRefused):
        check_url(url, private=True)


async def test_what_a_name_leads_to_is_looked_at_when_it_is_sent_to() -> None:
    # A name that passes by its looks, as it would after its owner has let it lead somewhere else.
    with pytest.raises(AddressRefused):
        await resolve("https://2130706433/", private=False)
    assert await resolve("http://localhost:80/", private=True) in ("127.0.0.1", "::1")
