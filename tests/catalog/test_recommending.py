"""Which Models are recommended for which computer."""

from __future__ import annotations

from dataclasses import replace

import pytest

from asrpro import paths
from asrpro.catalog.catalogue import Catalogue
from asrpro.catalog.recommending import Recommendation, recommended
from asrpro.catalog.settling import among, preferred
from asrpro.domain import Gpu, Machine, Model, Processor, Variant

MANY = ("en", "de", "ja")
CT2 = Variant("faster_whisper", "Systran/some", ("model.bin",), 100, confirmed=True)


def model(name: str, ram: int | None, *languages: str, vram: int | None = None, window: float | None = 30.0) -> Model:
    return Model(
        name,
        name,
        languages=languages or MANY,
        detects_language=True,
        ram=ram,
        vram=vram,
        window=window,
        variants=(CT2,),
    )


TINY, BASE, SMALL = model("tiny", 500), model("base", 700, vram=700), model("small", 1500, vram=1200)
TURBO, MEDIUM = model("turbo", 2600, vram=2600), model("medium", 2800, vram=2500)
LARGE = model("large", 4600, vram=4600)
BASE_EN = model("base.en", 700, "en")
SWIFT = model("swift", 1500, "en", "de", window=None)
ALL = [TINY, BASE, SMALL, MEDIUM, TURBO, LARGE, BASE_EN, SWIFT]


def machine(cores: int, ram: int, *abilities: str) -> Machine:
    return Machine(Processor("Some", cores, cores, abilities or ("AVX2",)), ram)


def with_card(memory: int | None, device: str = "cuda") -> Machine:
    return replace(machine(4, 16_000), devices=(device, "cpu"), gpus=(Gpu("Card", device, memory),))


def names(machine: Machine, *languages: str, entries: list[Model] = ALL) -> list[str]:
    return [one.model.id for one in recommended(entries, machine, languages)]


@pytest.mark.parametrize(
    ("here", "languages", "first"),
    [
        (machine(2, 8_000), ("en",), ["swift", "base.en", "base"]),
        (machine(2, 8_000), ("ja",), ["base", "tiny", "small"]),
        (machine(2, 8_000), (), ["swift", "base", "tiny"]),
        (machine(4, 8_000), ("ja",), ["small", "base", "tiny"]),
        (machine(8, 16_000), ("ja",), ["turbo", "medium", "small"]),
        (machine(64, 64_000), ("ja",), ["turbo", "medium", "small"]),
        (machine(4, 8_000, "SSE"), ("ja",), ["base", "tiny", "small"]),
        (machine(2, 1_000), ("ja",), ["tiny"]),
        (machine(2, 900), ("ja",), []),
        (machine(8, 16_000), ("fr",), []),
        (with_card(24_000), ("ja",), ["large", "turbo", "medium"]),
        (with_card(1_000), ("ja",), ["small", "base", "tiny"]),
        (with_card(24_000, "directml"), ("ja",), ["small", "base", "tiny"]),
    ],
)
def test_the_best_come_first(here: Machine, languages: tuple[str, ...], first: list[str]) -> None:
    assert names(here, *languages)[:3] == first


def test_why_is_said_in_a_sentence() -> None:
    said = {one.model.id: one.why for one in recommended(ALL, machine(2, 8_000), ["en"])}
    assert said["base"] == "3 languages, needs 700 MB of memory; runs faster than real time on 2 cores."
    assert said["base.en"] == "only en, needs 700 MB of memory; runs faster than real time on 2 cores."
    assert said["turbo"] == "3 languages, needs 2.6 GB of memory; runs faster than real time on 2 cores."
    (slow,) = recommended([LARGE], machine(2, 16_000), ["en"])
    assert slow == Recommendation(
        LARGE,
        "3 languages, needs 4.6 GB of memory; runs hardly faster than real time on 2 cores.",
        "Runs hardly faster than real time on 2 cores.",
    )
    (quick,) = recommended([LARGE], with_card(8_000), ["en"])
    assert quick.why == "3 languages, needs 4.6 GB of memory; runs faster than real time on Card."
    assert quick.speed == "Runs faster than real time on Card."


@pytest.mark.parametrize(
    "entry",
    [
        replace(SMALL, ram=None),
        replace(SMALL, gated=True),
        replace(SMALL, variants=()),
        replace(SMALL, variants=(replace(CT2, backend="nobody's"),)),
        replace(SMALL, variants=(replace(CT2, confirmed=False),)),
        replace(SMALL, variants=(replace(CT2, limits=(("languages", ("de",)),)),)),
        replace(SMALL, ram=16_001),
        model("slow", 7000),
    ],
)
def test_what_is_out_of_the_question(entry: Model) -> None:
    assert names(machine(2, 32_000), "en", entries=[entry]) == []


def test_what_has_to_be_told_the_language_is_left_out_where_the_settings_do_not_name_it() -> None:
    here, canary = machine(8, 16_000), replace(SMALL, id="canary", detects_language=False)
    for languages in ((), ("en",)):
        told = recommended([canary, TINY], here, languages, told=False)
        assert [one.model.id for one in told] == ["tiny"]
    assert [one.model.id for one in recommended([canary, TINY], here, ("en",), told=True)] == ["canary", "tiny"]
    (alone,) = recommended([replace(BASE_EN, detects_language=False)], here, ("en",), told=False)
    assert alone.model.id == "base.en"


def test_what_comes_inside_a_package_needs_no_page() -> None:
    assert names(machine(2, 8_000), "en", entries=[replace(BASE, variants=(Variant("pocketsphinx"),))]) == ["base"]


def test_a_form_without_times_comes_later() -> None:
    mute = replace(SMALL, id="mute", variants=(replace(CT2, limits=(("timestamps", "none"),)),))
    assert names(machine(4, 8_000), "en", entries=[mute, SMALL, BASE]) == ["small", "base", "mute"]


@pytest.mark.parametrize("here", [machine(2, 24_000), machine(4, 24_000), machine(8, 24_000), with_card(24_000)])
def test_what_writes_no_capitals_and_marks_comes_last(here: Machine) -> None:
    bare = replace(SWIFT, id="bare", punctuated=False)
    small = replace(BASE, id="small form", variants=(replace(CT2, limits=(("punctuated", False),)),))
    found = names(here, "en", entries=[bare, small, TINY, MEDIUM, LARGE])
    assert set(found[-2:]) == {"bare", "small form"}
    assert found[0] in ("tiny", "medium", "large")
    assert names(here, "en", entries=[bare]) == ["bare"]


@pytest.mark.parametrize("cores", [2, 4, 8])
@pytest.mark.parametrize("card", [None, 4_000, 8_000, 24_000])
def test_the_catalogue_and_what_is_recommended_of_it_agree(cores: int, card: int | None) -> None:
    here = machine(cores, 24_000)
    if card:
        here = replace(here, devices=("cuda", "cpu"), gpus=(Gpu("Card", "cuda", card),))
    entries = Catalogue(paths.catalogue()).entries.values()
    around = replace(among(here.devices), works=lambda name: name in ("faster_whisper", "nemo", "onnx", "pocketsphinx"))
    written = [one.model.punctuated for one in recommended(entries, here, ("en",), around)]
    assert written == sorted(written, reverse=True)
    assert {*written} == {True, False}


def test_ours_always_fit_and_have_an_engine() -> None:
    entries = list(Catalogue(paths.catalogue()).entries.values())
    for cores in (1, 2, 4, 16):
        for ram in (1_000, 2_000, 4_000, 8_000, 64_000):
            for languages in ((), ("en",), ("de", "en"), ("yue",)):
                for one in recommended(entries, machine(cores, ram), languages):
                    assert one.model.ram
                    assert one.model.ram <= ram / 2
                    assert preferred(one.model)
                    assert all(map(one.model.understands, languages))
                    assert one.why.endswith(".")
    assert "whisper-small" in names(machine(4, 8_000), "de", entries=entries)
