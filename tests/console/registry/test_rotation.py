"""The key-encryption key is rotated and retired as the command line has it done."""

from datetime import datetime
from uuid import uuid4

import pytest

from dongseon.console.audit import actions as audit
from dongseon.console.audit.models import Entry
from dongseon.console.audit.types import Actor, Subject
from dongseon.console.registry import actions, queries, vault
from dongseon.console.registry.keys import files
from dongseon.console.registry.types import SUBJECT, Identity
from dongseon.console.workflows import key_rotation
from dongseon.errors import InvalidInput

WHO = Actor(uuid4(), "investigator", "11")


def test_rotating_and_retiring_leaves_everybody_readable_and_is_written_down(
    db: None, now: datetime
) -> None:
    person_id = actions.enrol(by=WHO, now=now, identity=Identity(name="김민수"))
    before = vault.store().files().newest
    said = key_rotation.main({"do": "rotate"}, now)
    assert said["version"] == before + 1
    assert said["keys"][str(before)] == 0
    assert key_rotation.main({"do": "retire"}, now)["retired"] == [before]
    assert key_rotation.main({"do": "status"}, now)["keys"].keys() == {str(before + 1)}
    look = audit.look(
        by=WHO, now=now, act="t", subjects=[Subject(SUBJECT, person_id)], fields=["name"]
    )
    assert queries.identity_of(person_id, look).name == "김민수"
    acts = set(Entry.objects.filter(act__startswith="registry.").values_list("act", flat=True))
    assert acts == {"registry.enrol", "registry.rotate", "registry.retire"}


def test_a_key_that_still_wraps_is_not_retired(db: None, now: datetime) -> None:
    actions.enrol(by=WHO, now=now, identity=Identity(name="김민수"))
    store = vault.store()
    made = files.make_next(store.key_folder)
    try:
        with pytest.raises(InvalidInput, match=r"still wraps \d+ keys"):
            key_rotation.retire(now=now)
    finally:
        files.retire(store.key_folder, made)
