"""When a changed setting takes effect, release by release, each answer with its source and how sure it is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Literal, NamedTuple, get_args

if TYPE_CHECKING:
    from cfgkit.schema.release import Release

EffectName = Literal["dynamic", "dynamic-if-allowed", "unknown", "configure", "reboot"]
Certainty = Literal["assumed", "template", "documented"]

#: From the mildest to the safest: who does the later one has done enough for the earlier ones.
EFFECTS: Final[tuple[EffectName, ...]] = get_args(EffectName)


class Effect(NamedTuple):
    """When a changed setting takes effect, and how sure that is."""

    effect: EffectName
    certainty: Certainty
    source: str


UNKNOWN: Final = Effect(
    "unknown",
    "assumed",
    "no source speaks of this setting; in general edits wait for the domain's next configure",
)
UNKNOWN_FILE: Final = Effect("unknown", "assumed", "the kind of the file is not known")


class History(NamedTuple):
    """What the sources say, by release."""

    #: The answer where the release is not known.
    overall: Effect
    #: The releases that a source speaks of, oldest first.
    known: tuple[tuple[Release, Effect], ...] = ()
    #: The answer for releases after the last known one; None for that one's, as an assumption.
    later: Effect | None = None

    def at(self, release: Release | None) -> Effect:
        """The effect in that release; between two that are known the safer one, as an assumption."""
        if release is None or not self.known:
            return self.overall
        exact = dict(self.known).get(release)
        if exact is not None:
            return exact
        before = [effect for one, effect in self.known if one < release][-1:]
        after = [effect for one, effect in self.known if one > release][:1]
        if not after and self.later is not None:
            return self.later
        safer = max(before + after, key=lambda one: EFFECTS.index(one.effect))
        return Effect(safer.effect, "assumed", f"no source seen for {release}: the safer of its neighbours")
