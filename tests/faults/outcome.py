"""Valid states after a fault: the old index or the new one, intact, in a folder where the next writer succeeds."""

from __future__ import annotations

from engine.backends.whoosh.generations.generation_store import WhooshGenerations
from engine.errors import IndexMissing, SearchError
from tests.faults.scenes import WORK, Scene, state


def fault(scene: Scene, recover: bool, done: bool = False) -> str | None:
    """Return the problem that a fault left, or None; `recover` writes once more, `done` requires the new state."""
    at = scene.template.parent / WORK
    try:
        held = state(at)
    except SearchError as error:
        return f"unreadable: {error}"
    if held not in (scene.new, *scene.others) and (done or held != scene.old):
        return f"neither old nor new: {sorted(held or ())}"
    try:
        faults = WhooshGenerations(at / "index").check()
    except IndexMissing:
        faults = ()
    if faults:
        return f"damaged: {faults[0].reason}"
    if recover and scene.name != "roll back":
        scene.act(at)
        if state(at) != scene.new:
            return "the next writer does not get to the new state"
        if left := [entry.name for entry in (at / "index" / "generations").iterdir() if "." in entry.name]:
            return f"left behind: {left}"
    return None
