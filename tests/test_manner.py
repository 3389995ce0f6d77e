"""Form, kind and polarity of statements, from small sentences with their spans marked in them."""

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from naughty import NAUGHTY

from onrecord.cues import CUE_PARTS, OPERATOR_PARTS, STANDING_PARTS, TABLE, entries, index, inflections, matches, words
from onrecord.manner import form, kind_and_polarity
from onrecord.quotation import quotations
from onrecord.record import Span

BRACKETS = {"{": "source", "[": "cue", "<": "content"}


def marked(sentence):
    """The text of a sentence and its {source}, [cue] and <content> spans; each may occur more than once."""
    text, found, opened = "", {"source": [], "cue": [], "content": []}, []
    for sign in sentence:
        if sign in BRACKETS:
            opened.append((sign, len(text)))
        elif sign in "}]>":
            bracket, start = opened.pop()
            found[BRACKETS[bracket]].append(Span(start, len(text)))
        else:
            text += sign
    assert not opened
    return text, *(tuple(spans) for spans in found.values())


def manner(sentence):
    return kind_and_polarity(*marked(sentence))


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("{Lund} [said]: <“It is over.”>", "direct"),
        ("<“It is over,”> {Lund} [said]. <“Go home.”>", "direct"),
        ("{Lund} [said]: “<It is over>.”", "direct"),
        ("{Lund} [said]: ‘<It is over>.’", "direct"),
        ("{Lund} [said]: «<It is over>»", "direct"),
        ("{Lund} [said]: ``<It is over>''", "direct"),
        ("<“It is over, she told me ‘twice,’ and left,”> {Lund} [said].", "direct"),
        ("{Lund} [said] <that it was over>.", "indirect"),
        ("<The boys’ club isn’t shut>, {Lund} [said], “I” being absent.", "indirect"),
        ("{Lund} [said] <that it was “over”>.", "mixed"),
        ("{Lund} [said] <that “it is over.”>", "mixed"),
        ("<“It is over,”> {Lund} [said], <and that all should go home>.", "mixed"),
        ("{Lund} [said]: <“It is over>", "direct"),
        ("<It is over,”> {Lund} [said].", "direct"),
        ("{Lund} [said]: <“It is over.\n\n“Go home,”> she added.", "direct"),
        ("{Lund} [said]: <“It is over.\n\n“Go home.”\n\nAll left>.", "mixed"),
        ("{Lund} [replied]: <“…”>", "direct"),
        ("{Lund} [replied]: <👍>", "indirect"),
    ],
)
def test_form(sentence, expected):
    text, _, _, content = marked(sentence)
    assert form(text, content, quotations(text)) == expected


def test_form_looks_at_the_outer_quotation():
    text = "“A ‘b’ c ‘d’ e,” she said of ‘f’ and g."
    found = quotations(text)
    for word, expected in {"c": "direct", "e": "direct", "said": "indirect", "f": "direct", "g": "indirect"}.items():
        start = re.search(rf"\b{word}\b", text).start()
        assert form(text, (Span(start, start + len(word)),), found) == expected, word


def test_form_of_nothing():
    assert form("", (), ()) == "indirect"


SPEECH = [
    "{Lund} [said] <that it was over>.",
    "<It is over>, {Lund} [tweeted] on Monday.",
    "[According to] {Lund}, <it is over>.",
    "{Lund} [pointed out] <that it was over>.",
    "{Lund} [criticised] <the plan>.",
    "{Lund} [made it clear] <that it was over>.",
    "{Lund} [expressed concern] <about the plan>.",
    "{Lund} [put out a statement saying] <it was over>.",
    "{Lund}’s [claim] <that it was over>",
    "{Lund} was [adamant] <that it was over>.",
    "<“It is over”> – {Lund}",
    "{Lund}[:] <it is over>",
    "{Lund} [florbed] <that it was over>.",
]
ATTITUDE = [
    "{Lund} [believes] <that it is over>.",
    "{Lund} [thought] <that it was over>.",
    "{Lund} [would like] <it to be over>.",
    "{Lund} would [like] <it to be over>.",
    "{Lund} [is worried] <that it is over>.",
    "{Lund} [is in favor of] <the plan>.",
    "{Residents} [opposed] <the plan>.",
    "{Lund} [plans] <to retire>.",
    "{Lund} [plans to] <retire>.",
    "{Lund}’s [fears] <that it was over>",
    "{Lund} [has favoured] <the plan>.",
    "{Lund} [seems] <ready to go>.",
    "{Lund} [is expected] <to retire>.",
]


@pytest.mark.parametrize("sentence", SPEECH)
def test_speech(sentence):
    assert manner(sentence) == ("speech", "affirmed")


@pytest.mark.parametrize("sentence", ATTITUDE)
def test_attitude(sentence):
    assert manner(sentence) == ("attitude", "affirmed")


@pytest.mark.parametrize(
    "sentence",
    [
        "{Lund} [denied] <that it was over>.",
        "{Lund} [did not say] <that it was over>.",
        "{Lund} did not [say] <that it was over>.",
        "{Lund} did not immediately [say] <whether it was over>.",
        "{Lund} did not, however, [say] <whether it was over>.",
        "{Lund} didn’t [say] <that it was over>.",
        "{Lund} [didn't say] <that it was over>.",
        "{Lund} cannot [say] <that it is over>.",
        "{Lund} won’t [say] <that it is over>.",
        "{Lund} [would not say] <whether it was over>.",
        "{Lund} has never [said] <that it was over>.",
        "{Lund} no longer [says] <that it is over>.",
        "{Lund} [declined to comment] <on the plan>.",
        "{Lund} [declined] <to answer>.",
        "{Lund} has so far repeatedly refused to [say] <who is going>.",
        "{Lund} [failed to mention] <the plan>.",
        "{Lund} left without [saying] <that it was over>.",
        "{Lund} is yet to [say] <whether it is over>.",
        "{Lund} stopped short of [saying] <that it was over>.",
        "{Lund} was unwilling to [discuss] <the plan>.",
        "{Lund} [made no mention of] <the plan>.",
        "{Lund} [has no intention] <of leaving>.",
        "{Lund} [remained silent on] <the plan>.",
        "{Nobody} [said] <that it was over>.",
        "{No one at the ministry} [said] <that it was over>.",
        "{None of them} [said] <that it was over>.",
        "{Neither side} [said] <that it was over>.",
        "Nor did {Lund} [say] <that it was over>.",
        "Berg left, and at no point did {Lund} [say] <why>.",
        "{Lund} [did not deny] <that it was over>.",
        "{Lund} [doesn’t think] <that it is over>.",
    ],
)
def test_negated(sentence):
    assert manner(sentence)[1] == "negated"


@pytest.mark.parametrize(
    "sentence",
    [
        "{Lund} [would say] <that it was over>.",
        "{Lund} could [say] <that it was over>.",
        "{Lund} may also [say] <that it is over>.",
        "{Lund} [will announce] <that it is over>.",
        "{Lund}’ll [say] <that it is over>.",
        "{He}’d [say] <that it was over>.",
        "{Lund} will tomorrow [tell] parliament <that it is over>.",
        "{Lund} [is expected to say] <that it is over>.",
        "{Lund} plans to [announce] <that it is over>.",
        "{Lund} hopes to [discuss] <the plan>.",
        "If {Lund} [said] <that it was over>, all went home.",
        "Berg asked whether {Lund} [said] <that it was over>.",
        "Did {Lund} [say] <that it was over>?",
        "“Has {Lund} [said] <so>?”",
        "{Lund} to [announce] <end of talks>",
        "Berg urged {Lund} [to say] <that it was over>.",
        "{Lund} [might wish] <that it was over>.",
    ],
)
def test_hypothetical(sentence):
    assert manner(sentence)[1] == "hypothetical"


@pytest.mark.parametrize(
    "sentence",
    [
        # negation and modals in the content, behind it, or of another clause, are not the cue's
        "<“We will not go,”> {Lund} [said].",
        "<It was not over,> [said] {Lund}.",
        "{Lund} [said] <it would not be over>.",
        "{Lund} [said] <that he did not know, would not ask and never denied it>.",
        "{Lund}, never shy, [said] <it was over>.",
        "{Lund}, who did not stay, [said] <it was over>.",
        "{Lund} did not stay but [said] <it was over>.",
        "Berg did not go. {Lund} [said] <it was over>.",
        "Berg did not go\n\n{Lund} [said] <it was over>.",
        "Asked if it would end, {Lund} [said] <it was over>.",
        "{Lund}, if asked in time, gladly [said] <it was over>.",
        "{Lund} not only [said] <it was over> but left.",
        "{Lund} [could not help but say] <it was over>.",
        "{He}’d [said] <it was over>.",
        "{He}’s always [said] <it was over>.",
        "{Norway} [said] <it was over>.",
        "{No. 10} [said] <it was over>.",
        "{The Nobody Fund} [said] <it was over>.",
        "What did {Lund} [say]? <That it was over.>",
        "Only then did {Lund} [say] <it was over>.",
        "It rained, prompting {Lund} to [say] <it was over>.",
        "{Lund} used to [say] <it was over>.",
        "{The first member} [to say] <it was over> was Lund.",
        "The film, at long last, has {Lund} [telling] all <that it was over>.",
        "{Lund} went on to [say] <it was over>.",
        "{Lund} [changed his mind on whether] <it was over>.",
        "{Residents} were more likely to [say] <it was over>.",
        "It was hard not to [wonder] <if it was over>.",
        "{Lund} [was unhappy, if not angry,] <that it was over>.",
        "{Those who refused} [said] <it was over>.",
        "[According to] {Lund}, who is not well, <it is over>.",
    ],
)
def test_affirmed(sentence):
    assert manner(sentence)[1] == "affirmed"


def test_an_empty_cue_and_an_empty_source():
    assert kind_and_polarity("“It is over.” – Lund", (Span(16, 20),), (), (Span(0, 13),)) == ("speech", "affirmed")
    assert manner("not [adding] <that it was over>") == ("speech", "negated")
    assert manner("[saying]") == ("speech", "affirmed")


def test_discontinuous_cues_and_contents():
    assert manner("{Lund} did [make], to <that>, [no mention] <of it>.") == ("speech", "negated")
    assert manner("<It is>, {Lund} [would] often [say], <over>.") == ("speech", "hypothetical")


def test_the_examples_of_the_documentation():
    page = (Path(__file__).parent.parent / "docs" / "statements.md").read_text("utf-8")
    rows = re.findall(r"^\| `(.+?)` \| ([a-z, ]+) \|", page, re.MULTILINE)
    assert len(rows) > 40
    for sentence, verdict in rows:
        text, source, cue, content = marked(sentence.replace(" ¶ ", "\n\n"))
        read = form(text, content, quotations(text)), *kind_and_polarity(text, source, cue, content)
        assert set(verdict.split(", ")) <= set(read), (sentence, verdict, read)


ROWS = {f"{entry.part} {entry.lemma}": entry for entry in entries()}


def test_rows_are_well_formed_and_unique():
    lines = [line for line in TABLE.read_text("utf-8").splitlines() if not line.startswith("#")]
    assert len(lines) - 1 == len(entries()) == len(ROWS) > 500
    assert all(line.count("\t") == lines[0].count("\t") for line in lines)
    for name, entry in ROWS.items():
        assert entry.lemma == entry.lemma.strip().lower(), name
        assert words(entry.lemma) == entry.lemma.split(), name
        if entry.part in CUE_PARTS:
            assert entry.kind in ("speech", "attitude"), name
            assert entry.polarity in ("affirmed", "negated"), name
            assert entry.example, name
        elif entry.part in OPERATOR_PARTS:
            assert entry.kind == "-", name
            assert entry.polarity in ("affirmed", "negated", "hypothetical"), name
            assert entry.example or entry.comment, name
        else:
            assert entry.part in STANDING_PARTS, name
            assert entry.kind == "-", name


SOURCE = re.compile(
    r"\b(?:Lund|Berg|Residents|The [a-z]+|Her lawyer|(?:Both|Neither) sides?|None of them|No-?body|No-one)"
    r"(?:’s?)?(?=[ ’,])"
)


def reading_of_example(entry):
    """(kind, polarity, the entries found) of the example in a row: its cue in brackets, its content behind."""
    before, cue_text, after = re.fullmatch(r"([^\[\]]*)\[([^\[\]]+)\]([^\[\]]*)", entry.example).groups()
    text = before + cue_text + after
    cue = Span(len(before), len(before) + len(cue_text))
    content = (Span(cue.end, len(text) - 1),) if cue.end < len(text) - 1 else ()
    sources = [Span(*match.span()) for match in SOURCE.finditer(text, 0, len(before))]
    row = [*words(before), *words(cue_text)]
    found = [match.entry for match in matches(row, len(words(before)))]
    return *kind_and_polarity(text, tuple(sources[-1:]), (cue,), content), found


@pytest.mark.parametrize("part", sorted(CUE_PARTS | OPERATOR_PARTS | {"causative"}))
def test_every_example_is_read_as_its_row_says(part):
    wrong = []
    for entry in entries():
        if entry.part == part and entry.example:
            kind, polarity, found = reading_of_example(entry)
            if (part in CUE_PARTS and (entry not in found or kind != entry.kind)) or polarity != entry.polarity:
                wrong.append((entry.lemma, entry.example, kind, polarity, [other.lemma for other in found]))
    assert wrong == []


@pytest.mark.parametrize(
    ("verb", "forms"),
    [
        ("deny", "denies denied denying"),
        ("say", "says said saying"),
        ("admit", "admits admitted admitting"),
        ("offer", "offers offered offering"),
        ("agree", "agrees agreed agreeing"),
        ("go on", "goes went gone going"),
        ("panic", "panics panicked panicking"),
        ("organise", "organises organised organising"),
    ],
)
def test_inflections(verb, forms):
    first = verb.split()[0]
    irregular = ROWS.get(f"verb {first}") or ROWS.get(f"light {first}")
    assert set(forms.split()) <= inflections(first, irregular.forms if irregular else ())


def test_no_word_starts_two_readings_by_accident():
    for first, found in index().starting.items():
        for form_ in {shape for shape, _ in found}:
            rows = [entry for shape, entry in found if shape == form_ and entry.part in CUE_PARTS - {"light"}]
            assert len({(entry.kind, entry.polarity) for entry in rows}) <= 1, (first, form_, rows)


@pytest.mark.parametrize("text", NAUGHTY, ids=range(len(NAUGHTY)))
def test_naughty_strings(text):
    size = len(text)
    spans = [Span(a, b) for a, b in [(0, 1), (size // 3, size // 2), (size // 2, size), (size - 1, size)] if 0 <= a < b]
    found = quotations(text)
    for cue in spans:
        for other in spans:
            assert form(text, (other,), found) in ("direct", "indirect", "mixed")
            assert len(kind_and_polarity(text, (other,), (cue,), (other,))) == 2


PARTS = [
    "Lund",
    "said",
    "not",
    "would",
    "if",
    "no",
    "n’t",
    ",",
    ".",
    "’d",
    "to",
    "plans",
    "refused",
    "“",
    "”",
    "\n",
    "İ",
]


@given(st.lists(st.sampled_from(PARTS), max_size=12), st.data())
def test_any_spans_of_any_text(parts, data):
    text = " ".join(parts)
    spans = [Span(m.start(), m.end()) for m in re.finditer(r"\S+", text)]
    some = st.lists(st.sampled_from(spans), max_size=2).map(tuple) if spans else st.just(())
    kind, polarity = kind_and_polarity(text, data.draw(some), data.draw(some), data.draw(some))
    assert kind in ("speech", "attitude")
    assert polarity in ("affirmed", "negated", "hypothetical")
