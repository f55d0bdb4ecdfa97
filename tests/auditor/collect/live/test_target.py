"""What a person may type to name a live chat."""

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from auditor.collect.live.target import Target, live_target
from auditor.errors import UsageError

MEANT = {
    "@Durov_Chat": Target("name", "durov_chat"),
    "https://t.me/durov_chat": Target("name", "durov_chat"),
    "t.me/durov_chat/123": Target("name", "durov_chat"),
    "http://telegram.me/s/durov_chat?before=5": Target("name", "durov_chat"),
    "tg://resolve?domain=durov_chat": Target("name", "durov_chat"),
    "https://t.me/+AbCdEf_123456789": Target("invite", "AbCdEf_123456789"),
    "t.me/joinchat/AbCdEf_123456789": Target("invite", "AbCdEf_123456789"),
    "tg://join?invite=AbCdEf_123456789": Target("invite", "AbCdEf_123456789"),
    "-1001234567890": Target("id", "1234567890"),
    "1234567890": Target("id", "1234567890"),
    "-123456": Target("id", "123456"),
    "https://t.me/c/1234567890/55": Target("id", "1234567890"),
}


@pytest.mark.parametrize("typed", MEANT)
def test_names_links_and_ids(typed: str) -> None:
    assert live_target(typed) == MEANT[typed]
    assert live_target(f"  {typed} ") == MEANT[typed]


@pytest.mark.parametrize("typed", ["result.json", "./folder", "C:\\a", "https://example.org/chat", "chat", "", "12"])
def test_what_is_no_chat_may_be_a_file(typed: str) -> None:
    assert live_target(typed) is None


@pytest.mark.parametrize(
    "typed", ["@", "@a", "@1abc", "@дурова", "t.me/", "https://t.me/+x", "tg://user?id=1", "@a b c d"]
)
def test_what_looks_like_a_chat_and_is_none_is_said(typed: str) -> None:
    with pytest.raises(UsageError, match="names no chat"):
        live_target(typed)


@given(st.text(max_size=80) | st.text("@t.me/+-_=?c0123456789abcdefghij", max_size=60))
def test_whatever_is_typed_ends_in_a_target_or_one_sentence(typed: str) -> None:
    with contextlib.suppress(UsageError):
        target = live_target(typed)
        assert target is None or target.value.isascii()
