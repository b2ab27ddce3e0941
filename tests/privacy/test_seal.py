"""Sealing: what opens, what never opens, and what a blob's size and a repr give away."""

from __future__ import annotations

import base64
import dataclasses
import itertools
import traceback
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.privacy.seal import CannotOpen, KeyRing, KeyRingError, Purpose, Vault, WrappedKey, new_key_text

OLD, NEW = new_key_text(), new_key_text()
RING = KeyRing.parse(OLD)
ROTATED = KeyRing.parse(f"{NEW}\n{OLD}\n")
WRAPPED = RING.new_cohort_key("acme", "spring")
VAULT = RING.unwrap(WRAPPED, "acme", "spring")
ANN = ("ann", "round-1")

one_size = {Purpose.ANSWER, Purpose.ENGAGEMENT}
any_size = st.sampled_from([p for p in Purpose if p not in one_size])
part = st.text(st.characters(codec="utf-8"), min_size=1, max_size=12)
binding = st.lists(part, min_size=1, max_size=4).map(tuple)


@given(purpose=any_size, binding=binding, plaintext=st.binary(max_size=9000))
def test_what_was_sealed_opens(purpose: Purpose, binding: tuple[str, ...], plaintext: bytes) -> None:
    assert VAULT.open(purpose, binding, VAULT.seal(purpose, binding, plaintext)) == plaintext


@given(plaintext=st.binary(max_size=60), purpose=st.sampled_from(sorted(one_size)))
def test_what_fits_the_one_size_opens(plaintext: bytes, purpose: Purpose) -> None:
    assert VAULT.open(purpose, ANN, VAULT.seal(purpose, ANN, plaintext)) == plaintext


def test_the_same_choice_never_looks_the_same() -> None:
    assert len({VAULT.seal(Purpose.ANSWER, ANN, b"habit") for _ in range(50)}) == 50


@settings(max_examples=200)
@given(data=st.data())
def test_one_changed_bit_opens_nothing(data: st.DataObject) -> None:
    sealed = bytearray(VAULT.seal(Purpose.ANSWER, ANN, b"habit"))
    bit = data.draw(st.integers(0, len(sealed) * 8 - 1))
    sealed[bit // 8] ^= 1 << bit % 8
    with pytest.raises(CannotOpen):
        VAULT.open(Purpose.ANSWER, ANN, bytes(sealed))


def test_no_bit_of_a_wrapped_key_may_change() -> None:
    for bit in range(len(WRAPPED.sealed) * 8):
        sealed = bytearray(WRAPPED.sealed)
        sealed[bit // 8] ^= 1 << bit % 8
        with pytest.raises(CannotOpen):
            RING.unwrap(WrappedKey(WRAPPED.ring_key_id, bytes(sealed)), "acme", "spring")


@given(sealed=st.binary(max_size=100))
def test_rubbish_opens_nothing(sealed: bytes) -> None:
    with pytest.raises(CannotOpen):
        VAULT.open(Purpose.DRAFT, ANN, sealed)


@pytest.mark.parametrize("keep", [0, 1, 5, 16, 17, 32, -1])
def test_a_cut_blob_opens_nothing(keep: int) -> None:
    with pytest.raises(CannotOpen):
        VAULT.open(Purpose.DRAFT, ANN, VAULT.seal(Purpose.DRAFT, ANN, b"{}")[:keep])


@given(sealed_for=binding, opened_for=binding)
def test_another_binding_opens_nothing(sealed_for: tuple[str, ...], opened_for: tuple[str, ...]) -> None:
    sealed = VAULT.seal(Purpose.NOTE, sealed_for, b"help")
    if sealed_for == opened_for:
        assert VAULT.open(Purpose.NOTE, opened_for, sealed) == b"help"
    else:
        with pytest.raises(CannotOpen):
            VAULT.open(Purpose.NOTE, opened_for, sealed)


@pytest.mark.parametrize(
    "other",
    [
        ("bob", "round-1"),
        ("ann", "round-2"),
        ("ann",),
        ("ann", "round-1", "row"),
        ("annround-1",),
        ("annr", "ound-1"),
    ],
    ids=["person", "round", "shorter", "longer", "joined", "shifted"],
)
def test_a_draft_moved_elsewhere_does_not_open(other: tuple[str, ...]) -> None:
    sealed = VAULT.seal(Purpose.DRAFT, ANN, b"{}")
    with pytest.raises(CannotOpen):
        VAULT.open(Purpose.DRAFT, other, sealed)


@pytest.mark.parametrize("other", [p for p in Purpose if p is not Purpose.DRAFT])
def test_what_was_sealed_for_one_purpose_opens_for_no_other(other: Purpose) -> None:
    sealed = VAULT.seal(Purpose.DRAFT, ANN, b"{}")
    with pytest.raises(CannotOpen):
        VAULT.open(other, ANN, sealed)


@pytest.mark.parametrize(
    "organisation, cohort", [("other", "spring"), ("acme", "autumn"), ("acmes", "pring")]
)
def test_a_cohort_key_opens_for_its_cohort_only(organisation: str, cohort: str) -> None:
    with pytest.raises(CannotOpen):
        RING.unwrap(WRAPPED, organisation, cohort)


def test_two_cohorts_do_not_open_each_other() -> None:
    autumn = RING.unwrap(RING.new_cohort_key("acme", "autumn"), "acme", "autumn")
    again = RING.unwrap(RING.new_cohort_key("acme", "spring"), "acme", "spring")
    for other in (autumn, again, RING.post_vault("acme")):
        with pytest.raises(CannotOpen):
            other.open(Purpose.DRAFT, ANN, VAULT.seal(Purpose.DRAFT, ANN, b"{}"))


def test_two_organisations_do_not_open_each_others_post() -> None:
    sealed = RING.post_vault("acme").seal(Purpose.PICKS, ("ann",), b"{}")
    with pytest.raises(CannotOpen):
        RING.post_vault("other").open(Purpose.PICKS, ("ann",), sealed)


@pytest.mark.parametrize("empty", [(), ("",), ("ann", "")])
def test_an_empty_binding_is_refused(empty: tuple[str, ...]) -> None:
    sealed = VAULT.seal(Purpose.DRAFT, ANN, b"{}")
    with pytest.raises(ValueError, match="binding"):
        VAULT.seal(Purpose.DRAFT, empty, b"{}")
    with pytest.raises(ValueError, match="binding"):
        VAULT.open(Purpose.DRAFT, empty, sealed)


class TestSizes:
    @pytest.mark.parametrize(
        "purpose, lengths, bucket",
        [
            (Purpose.ANSWER, (0, 1, 7, 60), 64),
            (Purpose.PICKS, (0, 60, 252), 256),
            (Purpose.COHORT_KEY, (0, 60), 64),
            (Purpose.COHORT_KEY, (61, 252), 256),
            (Purpose.DRAFT, (0, 60, 300, 1020), 1024),
            (Purpose.DRAFT, (1021, 4092), 4096),
            (Purpose.NOTE, (1, 1020), 1024),
            (Purpose.DELIVERY, (4093, 8188), 8192),
            (Purpose.DELIVERY, (8189, 12_284), 12_288),
        ],
    )
    def test_all_of_a_bucket_look_alike(
        self, purpose: Purpose, lengths: tuple[int, ...], bucket: int
    ) -> None:
        sizes = {len(VAULT.seal(purpose, ANN, b"x" * length)) for length in lengths}
        assert sizes == {1 + 4 + 12 + bucket + 16}

    @given(length=st.integers(0, 20_000))
    def test_every_size_is_a_bucket(self, length: int) -> None:
        padded = len(VAULT.seal(Purpose.DELIVERY, ANN, b"x" * length)) - 33
        assert padded in {64, 256, 1024} or padded % 4096 == 0
        assert padded >= length + 4

    @pytest.mark.parametrize("purpose", sorted(one_size))
    def test_what_would_stand_out_is_refused(self, purpose: Purpose) -> None:
        with pytest.raises(ValueError, match="same size"):
            VAULT.seal(purpose, ANN, b"x" * 61)


class TestRotation:
    def test_the_post_stays_openable_and_is_sealed_with_the_newest(self) -> None:
        before = RING.post_vault("acme").seal(Purpose.DELIVERY, ("ann", "d1"), b"hello")
        vault = ROTATED.post_vault("acme")
        after = vault.seal(Purpose.DELIVERY, ("ann", "d1"), b"hello")
        assert vault.open(Purpose.DELIVERY, ("ann", "d1"), before) == b"hello"
        assert (vault.is_newest(before), vault.is_newest(after)) == (False, True)
        with pytest.raises(CannotOpen):
            RING.post_vault("acme").open(Purpose.DELIVERY, ("ann", "d1"), after)

    def test_a_rewrapped_key_opens_what_it_sealed_and_needs_the_old_ring_key_no_more(self) -> None:
        sealed = VAULT.seal(Purpose.DRAFT, ANN, b"{}")
        rewrapped = ROTATED.rewrap(WRAPPED, "acme", "spring")
        assert rewrapped.ring_key_id == ROTATED.key_ids[0] != WRAPPED.ring_key_id
        assert (ROTATED.is_newest(WRAPPED), ROTATED.is_newest(rewrapped)) == (False, True)
        retired = KeyRing.parse(NEW)
        assert retired.unwrap(rewrapped, "acme", "spring").open(Purpose.DRAFT, ANN, sealed) == b"{}"

    def test_a_key_that_is_not_rewrapped_opens_while_its_ring_key_is_kept(self) -> None:
        sealed = VAULT.seal(Purpose.DRAFT, ANN, b"{}")
        assert ROTATED.unwrap(WRAPPED, "acme", "spring").open(Purpose.DRAFT, ANN, sealed) == b"{}"

    def test_a_missing_ring_key_is_named_with_the_mend(self) -> None:
        with pytest.raises(CannotOpen, match=f"{RING.key_ids[0]} is missing; put that key back"):
            KeyRing.parse(NEW).unwrap(WRAPPED, "acme", "spring")

    def test_rewrapping_for_another_cohort_is_refused(self) -> None:
        with pytest.raises(CannotOpen):
            ROTATED.rewrap(WRAPPED, "acme", "autumn")


class TestKeyRing:
    @pytest.mark.parametrize("between", [" ", ",", "\n", " ,\r\n\t"])
    @pytest.mark.parametrize("padding", ["", "="])
    def test_keys_stand_newest_first_between_white_space_or_commas(self, between: str, padding: str) -> None:
        keys = [key.rstrip("=") + padding for key in (NEW, OLD)]
        assert KeyRing.parse(f"\n{between.join(keys)}\n").key_ids == ROTATED.key_ids

    def test_a_fresh_ring_reads_back_from_its_text(self) -> None:
        ring, text = KeyRing.fresh()
        wrapped = ring.new_cohort_key("acme", "spring")
        KeyRing.parse(text).unwrap(wrapped, "acme", "spring")
        assert len(ring.key_ids) == 1

    @pytest.mark.parametrize(
        "text, why",
        [
            ("", "empty"),
            (" ,\n", "empty"),
            ("swordfish-swordfish", "key 1 is not 32 bytes"),
            (f"{NEW} swordfish", "key 2 is not 32 bytes"),
            (f"{NEW}{OLD}", "key 1 is not 32 bytes"),
            (NEW.rstrip("=")[:-1] + "/", "key 1 is not 32 bytes"),
            (NEW + "==", "key 1 is not 32 bytes"),
            (NEW.rstrip("=")[:-1] + "é", "key 1 is not 32 bytes"),
            (f"{NEW},{OLD},{NEW.rstrip('=')}", "key 3 stands in the ring twice"),
            ("A" * 43, "key 1 is a pattern"),
            ("abcd" * 10 + "abc", "key 1 is a pattern"),
            (base64.urlsafe_b64encode(b"swordfish!" * 3 + b"sw").decode(), "key 1 is a pattern"),
        ],
        ids=itertools.count(),  # the keys differ in each xdist worker, and names may not
    )
    def test_a_bad_ring_is_refused_without_repeating_it(self, text: str, why: str) -> None:
        with pytest.raises(KeyRingError, match=why) as caught:
            KeyRing.parse(text)
        shown = "".join(traceback.format_exception_only(caught.value)) + repr(caught.value)
        assert not any(part[:8] in shown for part in text.replace(",", " ").split())
        assert caught.value.__cause__ is None


def test_nothing_shows_a_key() -> None:
    secret = base64.urlsafe_b64decode(OLD)
    key = RING._keys[0]
    for held in (RING, VAULT, WRAPPED, key, RING.post_vault("acme"), [VAULT], {"ring": RING}):
        for shown in (repr(held), str(held), f"{held}"):
            assert OLD[:8] not in shown
            assert secret.hex()[:8] not in shown
            assert repr(secret)[2:12] not in shown
    assert secret.hex()[:8] != key.id


def test_values_are_frozen_and_carry_no_dictionary_to_dump() -> None:
    with pytest.raises(dataclasses.FrozenInstanceError):
        WRAPPED.ring_key_id = "0"  # type: ignore[misc]  # the point of the test
    for held in (RING, VAULT):
        assert not hasattr(held, "__dict__")


@pytest.mark.parametrize("purpose", [Purpose.DRAFT, Purpose.PRIVATE_NOTE, Purpose.PICKS, Purpose.ENGAGEMENT])
def test_each_person_has_a_key_of_their_own(purpose: Purpose) -> None:
    """Not only the binding differs: what was sealed for one cannot be read with the key of another."""
    ciphers = [VAULT._cipher(VAULT._keys[0], purpose, person) for person in ("ann", "bob")]
    nonce = b"0" * 12
    assert ciphers[0].encrypt(nonce, b"", None) != ciphers[1].encrypt(nonce, b"", None)


def test_a_vault_names_its_cohort_and_nothing_else() -> None:
    assert repr(VAULT) == "<Vault of cohort spring>"
    assert repr(RING.post_vault("acme")) == "<Vault of no cohort>"
    assert isinstance(VAULT, Vault)


def test_one_vault_serves_many_threads() -> None:
    """Turns run in worker threads and share what the ring remembers."""

    def turn(number: int) -> bool:
        vault = RING.unwrap(WRAPPED, "acme", "spring")
        mine = (f"person-{number % 7}", "round-1")
        return (
            vault.open(Purpose.DRAFT, mine, vault.seal(Purpose.DRAFT, mine, b"%d" % number)) == b"%d" % number
        )

    with ThreadPoolExecutor(8) as pool:
        assert all(pool.map(turn, range(800)))


def test_a_pseudonym_is_the_same_for_a_person_in_a_cohort_and_tells_nothing_elsewhere() -> None:
    ring, _ = KeyRing.fresh()
    spring, autumn = (ring.unwrap(ring.new_cohort_key("org", c), "org", c) for c in ("spring", "autumn"))
    assert spring.pseudonym("ana") == spring.pseudonym("ana")
    assert len({spring.pseudonym("ana"), spring.pseudonym("ben"), autumn.pseudonym("ana")}) == 3


def test_what_is_derived_stays_the_same_from_release_to_release() -> None:
    """Rows of users' databases hold it."""
    ring = KeyRing.parse("AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8")
    derived = ring.post_vault("acme").pseudonym("ana")
    assert derived == "f7921bf806dc2f75dc4d3cb4b8a6dbe0e46d0986d8e32855ec122b0db530bf41"
    assert ring.post_vault("other").pseudonym("ana") != derived
